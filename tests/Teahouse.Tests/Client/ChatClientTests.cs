using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Client;

/// <summary>The client library against the real server, where the scripted conversations do not reach.</summary>
public sealed class ChatClientTests
{
    [Fact]
    public async Task What_waits_in_a_closed_window_is_sent_exactly_once_by_the_next_one()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        var store = new MemoryOutboxStore();
        var first = await Window.Open(server.Url, People.Ada, ada.Token, store);
        first.LoseNetwork();
        for (var i = 1; i <= 5; i++) await first.Client.PublicRoom!.SendAsync($"{i}");
        await first.DisposeAsync();

        await using var second = await Window.Open(server.Url, People.Ada, ada.Token, store);
        var room = second.Client.PublicRoom!;
        await second.Until(() => room.Waiting.Count == 0 && room.Timeline.LastSeq == 5, "has everything sent");

        Assert.Equal(["1", "2", "3", "4", "5"], room.Timeline.Events.Select(e => ((TextMessage)e.Body).Text));
        Assert.Empty(await store.LoadAsync());
    }

    [Fact]
    public async Task A_refused_message_says_why_and_does_not_hold_up_the_next()
    {
        await using var server = await TestServer.Start();
        await using var window = await Open(server, People.Ada);
        var room = window.Client.PublicRoom!;
        await room.SendAsync(new string('x', Limits.MessageCodePoints + 1));
        await room.SendAsync("short");
        await window.Until(() => room.Timeline.LastSeq == 1, "has the short one stored");

        var refused = Assert.Single(room.Waiting);
        Assert.Equal((OutboxState.Failed, ErrorCode.MessageTooLong), (refused.State, refused.Reason));
        await room.RetryAsync(refused);
        await window.Until(() => room.Waiting is [{ State: OutboxState.Failed }], "is refused again");
        Assert.True(await room.DiscardAsync(room.Waiting[0]));
        Assert.Empty(room.Waiting);
    }

    [Fact]
    public async Task An_outbox_that_is_told_to_wait_waits_and_loses_nothing()
    {
        await using var server = await TestServer.Start(options => options with { MessageBurst = 3, MessagesPerSecond = 20 });
        await using var window = await Open(server, People.Ada);
        var room = window.Client.PublicRoom!;
        for (var i = 1; i <= 12; i++) await room.SendAsync($"{i}");
        await window.Until(() => room.Timeline.LastSeq == 12, "has everything stored");

        Assert.Equal(Enumerable.Range(1, 12).Select(i => $"{i}"), room.Timeline.Events.Select(e => ((TextMessage)e.Body).Text));
        Assert.Empty(room.Waiting);
    }

    [Fact]
    public async Task A_window_that_missed_more_than_anybody_reads_begins_with_the_newest_page_and_counts_all()
    {
        await using var server = await TestServer.Start();
        await using var ada = await Open(server, People.Ada);
        var linus = await server.Enter(People.Linus);
        var room = ada.Client.PublicRoom!;
        await room.SendAsync("first");
        await ada.Until(() => room.Timeline.LastSeq == 1, "has it stored");
        ada.LoseNetwork();
        await using (var bare = await linus.Open())
        {
            await Task.WhenAll(Enumerable.Range(1, 1_200).Select(i => bare.Say($"{i}")));
        }
        await ada.Return();
        await ada.Until(() => room.Timeline.LastSeq == 1_201 && room.Unread == 1_200, "is up to date");

        Assert.Equal(Limits.PageEvents, room.Timeline.Events.Count);
        Assert.True(await room.LoadOlderAsync());
        Assert.Equal(2 * Limits.PageEvents, room.Timeline.Events.Count);
    }

    [Fact]
    public async Task A_logged_out_session_is_signed_out_for_good_and_says_why()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        await using var window = await Window.Open(server.Url, People.Ada, ada.Token);
        var options = new ChatClientOptions { Server = server.Url, Token = () => Task.FromResult<string?>(ada.Token) };
        using var accounts = new AccountClient(options);
        Assert.Equal(People.Ada, (await accounts.MeAsync())!.Name);
        await accounts.LogoutAsync();

        await window.Until(() => window.Client.Link.Status == LinkStatus.SignedOut, "is signed out");
        Assert.Equal(GoodbyeCode.LoggedOut, window.Client.Link.Goodbye);
        Assert.Null(await accounts.MeAsync());

        await using var late = new ChatClient(options);
        await late.StartAsync();
        await window.Until(() => late.Link.Status == LinkStatus.SignedOut, "sees a session that was never valid refused");
        Assert.Null(late.Link.Goodbye);
    }

    [Fact]
    public async Task A_server_that_is_away_is_not_taken_for_a_session_that_ended()
    {
        await using var server = await TestServer.Start();
        await using var window = await Open(server, People.Ada);
        await server.Stop();
        await window.Until(() => window.Client.Link.Status == LinkStatus.Offline, "is offline");
        await window.Until(() => window.Client.Link.NextTry is not null, "waits for its next try");
        Assert.Equal(GoodbyeCode.ServerStopping, window.Client.Link.Goodbye);
        await Assert.ThrowsAsync<LinkException>(() => window.Client.Calls.GetConversations());

        await server.Restart();
        await window.Until(() => window.Client.Link.IsOnline, "is online again by itself");
    }

    [Fact]
    public async Task A_refusal_reaches_the_caller_with_its_code()
    {
        await using var server = await TestServer.Start();
        await using var window = await Open(server, People.Ada);
        var refused = await Assert.ThrowsAsync<ChatException>(() => window.Client.Calls.ReadAfter(new ReadAfter(4711, 0, 1)));
        Assert.Equal(ErrorCode.NotFound, refused.Code);
        refused = await Assert.ThrowsAsync<ChatException>(() => window.Client.PublicRoom!.OfferFileAsync("a.txt", 1));
        Assert.Equal(ErrorCode.FileNeedsPrivate, refused.Code);
        refused = await Assert.ThrowsAsync<ChatException>(() => window.Client.OpenAsync(4711));
        Assert.Equal(ErrorCode.NotFound, refused.Code);
    }

    [Fact]
    public async Task A_password_is_changed_and_the_other_sessions_end()
    {
        await using var server = await TestServer.Start();
        var (here, there) = (await server.Enter(People.Ada), await server.Enter(People.Ada));
        await using var other = await Window.Open(server.Url, People.Ada, there.Token);
        using var accounts = new AccountClient(
            new ChatClientOptions { Server = server.Url, Token = () => Task.FromResult<string?>(here.Token) });

        var refused = await Assert.ThrowsAsync<ChatException>(() => accounts.ChangePasswordAsync("wrong password", "碧螺春 in the morning"));
        Assert.Equal(ErrorCode.WrongCredentials, refused.Code);
        await accounts.ChangePasswordAsync(People.Password, "碧螺春 in the morning");

        await other.Until(() => other.Client.Link.Status == LinkStatus.SignedOut, "is signed out");
        Assert.Equal(GoodbyeCode.PasswordChanged, other.Client.Link.Goodbye);
        Assert.Equal(People.Ada, (await accounts.LoginAsync(People.Ada, "碧螺春 in the morning", bearer: true)).Name);
    }

    private static async Task<Window> Open(TestServer server, string name) =>
        await Window.Open(server.Url, name, (await server.Enter(name)).Token);
}
