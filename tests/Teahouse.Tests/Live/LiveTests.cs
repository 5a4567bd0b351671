using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Live;

public sealed class LiveTests
{
    [Fact]
    public async Task Everybody_hears_the_public_room_in_the_order_of_the_log_and_nobody_hears_a_private_conversation_of_others()
    {
        await using var server = await TestServer.Start();
        await using var ada = await (await server.Enter(People.Ada)).Open();
        await using var linus = await (await server.Enter(People.Linus)).Open();
        await using var grace = await (await server.Enter(People.Grace)).Open();
        var pair = await ada.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(linus.Welcome.Me.Id));

        await ada.Say("only for Linus", pair.Id);
        await Task.WhenAll(
            Enumerable.Range(0, 50).Select(_ => ada.Say("for all")).Concat(Enumerable.Range(0, 50).Select(_ => linus.Say("for all"))));

        var heard = await linus.Hear<EventBatch>(batch => batch.ConversationId == pair.Id);
        Assert.Equal("only for Linus", ((TextMessage)Assert.Single(heard.Events).Body).Text);
        for (var next = 1L; next <= 100;)
        {
            var batch = await grace.Hear<EventBatch>();
            Assert.Equal(Limits.PublicRoom, batch.ConversationId);
            Assert.Equal(next, batch.Events[0].Seq);
            next = batch.Events[^1].Seq + 1;
        }
    }

    [Fact]
    public async Task A_new_conversation_is_introduced_to_the_windows_of_both()
    {
        await using var server = await TestServer.Start();
        await using var ada = await (await server.Enter(People.Ada)).Open();
        var linus = await server.Enter(People.Linus);
        await using var desk = await linus.Open();
        await using var laptop = await linus.Open();

        var pair = await ada.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(linus.Id));
        await ada.Say("hello", pair.Id);

        foreach (var window in (TestWindow[])[desk, laptop])
        {
            var added = await window.Hear<Conversation>();
            Assert.Equal((pair.Id, ada.Welcome.Me.Id), (added.Id, added.PeerId));
            Assert.Equal(pair.Id, (await window.Hear<EventBatch>()).ConversationId);
        }
    }

    [Fact]
    public async Task A_read_mark_is_told_to_the_other_windows_alone_never_goes_back_and_is_bounded_by_the_head()
    {
        await using var server = await TestServer.Start();
        await using var ada = await (await server.Enter(People.Ada)).Open();
        var linus = await server.Enter(People.Linus);
        await using var desk = await linus.Open();
        await using var laptop = await linus.Open();
        for (var i = 0; i < 5; i++) await ada.Say("x");

        await desk.Call(nameof(IChatServer.MarkRead), new MarkRead(Limits.PublicRoom, 3));
        Assert.Equal(3, (await laptop.Hear<MarkRead>()).Seq);
        await desk.Call(nameof(IChatServer.MarkRead), new MarkRead(Limits.PublicRoom, 2));
        await laptop.Call(nameof(IChatServer.MarkRead), new MarkRead(Limits.PublicRoom, 4));
        Assert.Equal(4, (await desk.Hear<MarkRead>()).Seq);
        await desk.Call(nameof(IChatServer.MarkRead), new MarkRead(Limits.PublicRoom, 999));
        Assert.Equal(5, (await laptop.Hear<MarkRead>()).Seq);

        await using var later = await linus.Open();
        Assert.Equal((5, 0), ((int)later.Welcome.Conversations[0].ReadSeq, (int)later.Welcome.Conversations[0].Unread));
    }

    [Fact]
    public async Task The_heartbeat_carries_the_sum_of_the_heads()
    {
        await using var server = await TestServer.Start();
        await using var ada = await (await server.Enter(People.Ada)).Open();
        var linus = await server.Enter(People.Linus);
        var pair = await ada.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(linus.Id));
        for (var i = 0; i < 3; i++) await ada.Say("x");
        for (var i = 0; i < 4; i++) await ada.Say("x", pair.Id);

        Assert.Equal(7, (await ada.Hear<Heartbeat>()).HeadSum);
    }

    [Fact]
    public async Task An_older_client_is_told_that_the_versions_differ()
    {
        await using var server = await TestServer.Start();
        await using var window = await TestWindow.Connect(await server.Enter(People.Ada));

        var refused = await Assert.ThrowsAsync<ChatException>(
            () => window.Call<Welcome>(nameof(IChatServer.Hello), new Hello(Wire.Version + 1, Guid.NewGuid())));

        Assert.Equal(ErrorCode.OtherVersion, refused.Code);
    }

    [Fact]
    public async Task A_stopping_server_says_goodbye()
    {
        await using var server = await TestServer.Start();
        await using var window = await (await server.Enter(People.Ada)).Open();

        await server.Stop();

        Assert.Equal(GoodbyeCode.ServerStopping, (await window.Hear<Goodbye>()).Code);
        await window.Closed;
    }
}
