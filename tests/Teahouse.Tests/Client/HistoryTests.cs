using System.Globalization;
using CsCheck;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Client.Simulation;

namespace Teahouse.Tests.Client;

/// <summary>
/// Random histories of four windows on a network that loses, doubles, delays and reorders, against the model of the server;
/// whatever happened, all ends well once the faults end.
/// </summary>
public class HistoryTests
{
    /// <summary>How many in a usual run; the environment variable HISTORIES asks for more.</summary>
    private static readonly int Histories =
        int.Parse(Environment.GetEnvironmentVariable("HISTORIES") ?? "1000", CultureInfo.InvariantCulture);

    private static readonly Gen<Step> Steps = Gen.Select(
        Gen.Frequency(
            (10, Gen.Const(Act.Say)), (6, Gen.Const(Act.Hear)), (4, Gen.Const(Act.Wait)), (4, Gen.Const(Act.BreakLink)),
            (2, Gen.Const(Act.KillServer)), (2, Gen.Const(Act.CloseAndOpen)), (1, Gen.Const(Act.AdoptOrphans)), (4, Gen.Const(Act.Read)),
            (3, Gen.Const(Act.Load)), (2, Gen.Const(Act.Refuse)), (1, Gen.Const(Act.SayNothing)), (1, Gen.Const(Act.RetryOrDiscard)),
            (1, Gen.Const(Act.OpenPrivate)), (2, Gen.Const(Act.OfferFile)), (2, Gen.Const(Act.AnswerFile)), (1, Gen.Const(Act.RetryNow))),
        Gen.Int[0, 3], Gen.Int[0, 1_000], (act, who, how) => new Step(act, who, how));

    /// <summary>Histories of people who mostly read.</summary>
    private static readonly Gen<Step> Reading = Gen.Select(
        Gen.Frequency(
            (12, Gen.Const(Act.Read)), (12, Gen.Const(Act.Hear)), (5, Gen.Const(Act.Say)), (4, Gen.Const(Act.Wait)),
            (3, Gen.Const(Act.Load)), (2, Gen.Const(Act.BreakLink)), (1, Gen.Const(Act.KillServer)), (1, Gen.Const(Act.CloseAndOpen))),
        Gen.Int[0, 3], Gen.Int[0, 1_000], (act, who, how) => new Step(act, who, how));

    /// <summary>Histories in which an old copy takes the server's place, and perhaps another one later, or a backup.</summary>
    private static readonly Gen<(int Seed, Step[] Steps)> Copies = Gen.Select(
        Gen.Int[0, int.MaxValue - 1], Steps.Array[0, 20], Gen.Int[0, 1_000], Steps.Array[0, 20],
        Gen.OneOf(Gen.Const(Act.Wait), Gen.Const(Act.CopyBack), Gen.Const(Act.Restore)), Steps.Array[0, 10],
        (seed, before, how, between, second, after) =>
            (seed, (Step[])[.. before, new Step(Act.CopyBack, 0, how), .. between, new Step(second, 0, how / 3), .. after]));

    [Fact]
    public void Every_history_ends_with_nothing_lost_nothing_twice_and_the_order_kept() =>
        Check(Gen.Select(Gen.Int[0, int.MaxValue - 1], Steps.Array[0, 40]), Histories);

    [Fact]
    public void However_marks_and_messages_cross_every_window_counts_the_same_unread() =>
        Check(Gen.Select(Gen.Int[0, int.MaxValue - 1], Reading.Array[0, 40]), Histories / 2);

    [Fact]
    public void A_window_that_fell_far_behind_begins_anew_and_misses_nothing() => Check(
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Steps.Array[0, 12], Steps.Array[0, 12],
            (seed, before, after) => (seed, (Step[])[.. before, new Step(Act.Flood, 0, 0), .. after])),
        Histories / 40);

    [Fact]
    public void A_server_restored_from_a_backup_is_followed_wherever_it_stands() => Check(
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Steps.Array[0, 20], Gen.Int[0, 4], Steps.Array[0, 20],
            (seed, before, lost, after) => (seed, (Step[])[.. before, new Step(Act.Restore, 0, lost), .. after])),
        Histories / 4);

    [Fact]
    public void An_old_copy_of_the_data_folder_is_noticed_wherever_it_stands() => Check(Copies, Histories / 2);

    [Fact]
    public void The_checks_see_an_old_copy_that_no_client_can_notice() => Assert.Throws<CsCheckException>(
        () => Copies.Sample(history => Play(history, ServerFault.HidesThatItIsACopy), iter: 300, threads: 1));

    /// <summary>
    /// Found by 100,000 histories: the state of a new conversation came after a newer one, and took its unread message away.
    /// </summary>
    [Theory]
    [InlineData(616745353, "Say 0 57, Load 2 656, Read 0 978, Say 2 377, CopyBack 0 425, OpenPrivate 0 896, Say 2 531, CopyBack 0 141, "
        + "Load 3 251, Read 1 501, OfferFile 2 263, Hear 2 257, Wait 1 826, Hear 2 118, OfferFile 0 6, Say 0 892, Hear 1 557, Say 1 215")]
    public void A_history_that_failed_once_holds(int seed, string steps) => Play((seed,
    [
        .. steps.Split(", ").Select(step => step.Split(' ')).Select(parts =>
            new Step(Enum.Parse<Act>(parts[0]), Number(parts[1]), Number(parts[2]))),
    ]), ServerFault.None);

    [Theory]
    [InlineData(ServerFault.StoresTwice)]
    [InlineData(ServerFault.AcknowledgesBeforeItStores)]
    [InlineData(ServerFault.SendsNoHeartbeats)]
    public void The_checks_see_what_a_server_does_wrong(ServerFault fault) => Assert.Throws<CsCheckException>(() =>
        Gen.Select(Gen.Int[0, int.MaxValue - 1], Steps.Array[20, 40]).Sample(history => Play(history, fault), iter: 300, threads: 1));

    private static void Check(Gen<(int Seed, Step[] Steps)> histories, int count) => histories.Sample(
        history => Play(history, ServerFault.None),
        iter: count, print: h => $"{h.Seed}: {string.Join(", ", h.Steps.Select(s => $"{s.Act} {s.Who} {s.How}"))}");

    private static void Play((int Seed, Step[] Steps) history, ServerFault fault)
    {
        var world = new ModelWorld(history.Seed, fault);
        foreach (var step in history.Steps) world.Take(step);
        world.Settle();
        foreach (var window in world.Windows) CheckWindow(world, window);
        foreach (var conversation in world.Server.Conversations) CheckLog(conversation);
        Assert.Null(world.Wrong);
    }

    private static void CheckWindow(ModelWorld world, ModelWindow window)
    {
        Assert.Equal(LinkStatus.Online, window.Client.Link.Status);
        var fresh = LoadAll(world, world.Open(window.User));
        LoadAll(world, window);
        // A conversation without events is missed by nobody; its first event brings it.
        Assert.Equal(
            fresh.Client.Rooms.Where(r => r.Head > 0).Select(r => r.Id), window.Client.Rooms.Where(r => r.Head > 0).Select(r => r.Id));
        foreach (var room in window.Client.Rooms)
        {
            var stored = world.Server.Find(room.Id, window.User);
            // I8, I14: the whole log, and the same as a fresh window.
            Assert.Equal(stored.Log, room.Timeline.Events);
            Assert.Equal(Shown(fresh.Client.Find(room.Id)!), Shown(room));
            // I10: the unread are a recount.
            var headAt = room.Timeline.Events is [.., var newest] ? newest.At : (long?)null;
            Assert.Equal(
                stored.For(window.User), new Conversation(room.Id, room.Kind, room.PeerId, room.Head, headAt, room.ReadSeq, room.Unread));
            // I9: what is left was refused.
            Assert.All(room.Waiting, i => Assert.Equal((OutboxState.Failed, ErrorCode.MessageBlank), (i.State, i.Reason)));
            CheckSent(world, window, stored);
        }
        window.Watch();
    }

    /// <summary>I1, I3, I6: each message once, in the order of its window.</summary>
    private static void CheckSent(ModelWorld world, ModelWindow window, ModelConversation stored)
    {
        var last = new Dictionary<object, long>();
        foreach (var (author, _, id, text) in window.Sent.Where(s => s.Conversation == stored.Id && s.Text != " "))
        {
            var found = stored.Log.Where(e => e.ClientId == id).ToArray();
            if (world.Restored && found.Length == 0) continue;
            Assert.Equal(new TextMessage(text), Assert.Single(found).Body);
            if (!world.Restored) Assert.True(found[0].Seq > last.GetValueOrDefault(author), "Out of order.");
            last[author] = found[0].Seq;
        }
    }

    /// <summary>I4 of the model itself, so that what is compared with it means something.</summary>
    private static void CheckLog(ModelConversation conversation) =>
        Assert.Equal(Enumerable.Range(1, conversation.Log.Count).Select(i => (long)i), conversation.Log.Select(e => e.Seq));

    private static ModelWindow LoadAll(ModelWorld world, ModelWindow window)
    {
        world.Pass(1_000);
        foreach (var room in window.Client.Rooms)
        {
            world.Time.Run(() => room.LoadAsync());
            world.Pass(500);
            while (room.Timeline.HasOlder)
            {
                world.Time.Run(() => room.LoadOlderAsync());
                world.Pass(100);
            }
        }
        return window;
    }

    private static int Number(string digits) => int.Parse(digits, CultureInfo.InvariantCulture);

    private static string Shown(Room room) => string.Join(
        " ", room.Transfers.OrderBy(t => t.FileId).Select(t => $"{t.FileId:N} {t.Name} {t.Size} {t.Mine} {t.State} {t.EndedByMe}"));
}
