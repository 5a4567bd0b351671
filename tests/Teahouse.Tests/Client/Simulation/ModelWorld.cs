using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Tests.Client.Simulation;

/// <summary>What happens next in a history.</summary>
internal enum Act
{
    Say,
    Hear,
    Wait,
    BreakLink,
    KillServer,
    CloseAndOpen,
    AdoptOrphans,
    Read,
    Load,
    Refuse,
    SayNothing,
    RetryOrDiscard,
    OpenPrivate,
    OfferFile,
    AnswerFile,
    RetryNow,
    Flood,
    Restore,
    CopyBack,
}

/// <summary>One step of a history.</summary>
internal sealed record Step(Act Act, int Who, int How);

/// <summary>A server, its network, and the windows of three people.</summary>
internal sealed class ModelWorld
{
    private readonly List<ModelWindow> _windows = [];
    private int _said;

    public ModelWorld(int seed, ServerFault fault = ServerFault.None)
    {
        Chance = new Random(seed);
        Server = new ModelServer(Time, fault);
        foreach (var user in (long[])[1, 1, 2, 3]) _windows.Add(Open(user));
        Beat();
        Pass(1_000);
    }

    public VirtualTime Time { get; } = new();

    public Random Chance { get; }

    public ModelServer Server { get; }

    public Weather Weather { get; private set; } = Weather.Foul;

    /// <summary>Whether the server came back from a backup or an old copy, so that acknowledged messages may be gone.</summary>
    public bool Restored { get; private set; }

    /// <summary>The first thing that a window was seen to show wrongly.</summary>
    public Exception? Wrong { get; set; }

    public IReadOnlyList<ModelWindow> Windows => _windows;

    /// <summary>A world without faults, everybody online.</summary>
    public static ModelWorld Fair()
    {
        var world = new ModelWorld(1);
        world.Settle();
        return world;
    }

    /// <summary>Opens a new window of a person.</summary>
    public ModelWindow Open(long user)
    {
        ModelWindow? window = null;
        Time.Run(() => window = new ModelWindow(this, user));
        return window!;
    }

    /// <summary>Takes one step, and a little time.</summary>
    public void Take(Step step)
    {
        var window = _windows[step.Who % _windows.Count];
        var rooms = window.Client.Rooms;
        var room = rooms.Count > 0 ? rooms[step.How % rooms.Count] : null;
        Time.Run(() => Do(step, window, room));
        Pass(step.How % 97 * 10);
    }

    /// <summary>The faults end, and everybody gets the time to find it all.</summary>
    public void Settle()
    {
        Weather = Weather.Fair;
        Server.Refusals.Clear();
        if (!Server.Up) Server.Start();
        Pass(120_000);
    }

    public void Pass(int milliseconds) => Time.Pass(TimeSpan.FromMilliseconds(milliseconds));

    private void Do(Step step, ModelWindow window, Room? room)
    {
        switch (step.Act)
        {
            case Act.Wait:
                Pass(step.How * 20);
                break;
            case Act.BreakLink:
                foreach (var link in Server.Links.Where(l => l.Owner == window).ToArray()) link.Break();
                break;
            case Act.KillServer:
                Server.Kill(step.How % 2 == 0);
                Time.After(TimeSpan.FromMilliseconds(step.How * 20), Server.Start);
                break;
            case Act.Restore:
                Restored = true;
                Server.Restore(step.How % 5);
                break;
            case Act.CopyBack:
                Restored = true;
                // Below the old head, at it, above it, and now and then so far above that nobody reads all of it.
                Server.CopyBack(step.How % 5, step.How % 16 == 0 ? 1_100 : step.How / 5 % 8);
                break;
            case Act.CloseAndOpen:
                window.Close();
                window.Open();
                break;
            case Act.AdoptOrphans:
                Adopt(window, _windows[(step.Who + 1) % _windows.Count]);
                break;
            case Act.Refuse:
                Server.Refusals.Enqueue(step.How % 2 == 0 ? new Refusal(ErrorCode.TooFast, 700) : new Refusal(ErrorCode.DiskFull));
                break;
            case Act.Flood:
                for (var i = 0; i < 1_300; i++) Server.Append(Limits.PublicRoom, 4, Guid.NewGuid(), new TextMessage("水"));
                break;
            case Act.RetryNow:
                window.Client.RetryNow();
                break;
            case Act.OpenPrivate:
                Demand(window.Client.OpenAsync(1 + (window.User + step.How % 3) % 4));
                break;
            default:
                if (room is not null) InRoom(step, window, room);
                break;
        }
    }

    private void InRoom(Step step, ModelWindow window, Room room)
    {
        switch (step.Act)
        {
            case Act.Say:
                _ = window.SendAsync(room, $"{_said++}");
                break;
            case Act.SayNothing:
                _ = window.SendAsync(room, " ");
                break;
            case Act.Hear:
                var other = Server.Find(room.Id, window.User).Members.First(m => m != window.User);
                Server.Append(room.Id, other, null, new TextMessage($"{_said++}"));
                break;
            case Act.Read:
                room.MarkRead(room.Timeline.LastSeq - step.How % 3);
                break;
            case Act.Load:
                _ = step.How % 2 == 0 ? room.LoadAsync() : room.LoadOlderAsync();
                break;
            case Act.OfferFile when room.Kind == ConversationKind.Private:
                Demand(room.OfferFileAsync($"{_said++}.txt", step.How));
                break;
            case Act.AnswerFile when room.Transfers is [.., var transfer]:
                Demand(transfer.Mine ? room.CancelAsync(transfer)
                    : step.How % 2 == 0 ? room.AcceptAsync(transfer) : room.DeclineAsync(transfer));
                break;
            case Act.RetryOrDiscard when room.Waiting.FirstOrDefault(i => i.State == OutboxState.Failed) is { } failed:
                if (step.How % 2 == 0) _ = room.RetryAsync(failed);
                else Discard(window, room, failed);
                break;
        }
    }

    private static async void Discard(ModelWindow window, Room room, OutboxItem item)
    {
        window.Sent.RemoveAll(s => s.ClientId == item.ClientId);
        await room.DiscardAsync(item);
    }

    /// <summary>A window is gone for good, and another one of the same person takes what it left; then it begins anew, empty.</summary>
    private static async void Adopt(ModelWindow orphan, ModelWindow heir)
    {
        if (orphan == heir || orphan.User != heir.User) return;
        orphan.Close();
        foreach (var item in await orphan.Store.LoadAsync())
        {
            await heir.Store.PutAsync(item);
            await orphan.Store.RemoveAsync(item.ClientId);
        }
        heir.Sent.AddRange(orphan.Sent);
        orphan.Sent.Clear();
        orphan.Author = new object();
        orphan.Open();
        await heir.Client.AdoptAsync();
    }

    private static async void Demand(Task demand)
    {
        try
        {
            await demand;
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException)
        {
            // Refused, or the window was closed meanwhile.
        }
    }

    private void Beat() => Time.After(TimeSpan.FromSeconds(Limits.HeartbeatSeconds), () =>
    {
        if (Server.Up) Server.Heartbeat();
        Beat();
    });
}
