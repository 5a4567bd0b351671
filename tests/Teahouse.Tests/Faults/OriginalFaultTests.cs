using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Faults;

/// <summary>Faults of the original that belong to no single room; the others stand in theirs, named Fault_N.</summary>
public sealed class OriginalFaultTests
{
    [Fact]
    public async Task Fault_1_a_long_history_breaks_no_login()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        const int count = 50_000;
        await server.Get<Db>().Write(transaction =>
        {
            var body = new TextMessage(new string('话', 20));
            for (var i = 0; i < count; i++)
                EventStore.Append(transaction, new EventDraft(
                    Limits.PublicRoom, new Author(ada.Id, ada.Name), Guid.CreateVersion7(), 0, body));
        });

        await using var linus = await (await server.Enter(People.Linus)).Open();

        Assert.Equal(count, linus.Welcome.Conversations[0].Head);
        var page = await linus.Call<EventPage>(
            nameof(IChatServer.ReadBefore), new ReadBefore(Limits.PublicRoom, Limits.Newest, Limits.PageEvents));
        Assert.Equal(Limits.PageEvents, page.Events.Length);
        Assert.Equal(count, page.Events[^1].Seq);
        var refused = await Assert.ThrowsAsync<ChatException>(() => linus.Call<EventPage>(
            nameof(IChatServer.ReadBefore), new ReadBefore(Limits.PublicRoom, Limits.Newest, Limits.PageEvents + 1)));
        Assert.Equal(ErrorCode.Malformed, refused.Code);
    }

    [Fact]
    public async Task Fault_3_writing_to_somebody_who_has_just_left_harms_nobody_and_is_delivered_later()
    {
        await using var server = await TestServer.Start();
        await using var ada = await (await server.Enter(People.Ada)).Open();
        var linus = await server.Enter(People.Linus);
        Conversation pair;
        await using (var window = await linus.Open())
        {
            pair = await ada.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(linus.Id));
        }

        for (var i = 0; i < 10; i++) await ada.Say("gone already?", pair.Id);

        await ada.Say("still here");
        await using var back = await linus.Open();
        Assert.Equal(10, back.Welcome.Conversations.Single(c => c.Id == pair.Id).Unread);
    }

    [Fact]
    public async Task Fault_10_a_time_is_a_whole_moment_with_its_year()
    {
        await using var server = await TestServer.Start();
        await using var ada = await (await server.Enter(People.Ada)).Open();
        var before = TimeProvider.System.GetUtcNow();

        var sent = await ada.Say("what year is it?");

        Assert.InRange(DateTimeOffset.FromUnixTimeMilliseconds(sent.At), before.AddMilliseconds(-1), TimeProvider.System.GetUtcNow());
    }
}
