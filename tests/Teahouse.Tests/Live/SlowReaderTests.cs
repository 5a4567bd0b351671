using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Server.Live;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Live;

public sealed class SlowReaderTests
{
    [Fact]
    public async Task Fault_5_a_client_that_does_not_read_stalls_nobody_and_is_told_why_it_was_closed()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        await using var linus = await (await server.Enter(People.Linus)).Open();
        await using var grace = await (await server.Enter(People.Grace)).Open();
        var device = Guid.NewGuid();
        using var deaf = await RawLive.Connect(ada);
        Assert.Null(await deaf.Call("Hello", JsonSerializer.Serialize(new Hello(Wire.Version, device), Wire.Tolerant)));
        var text = new string('x', Limits.MessageCodePoints);

        // Far more than all buffers between here and there can hold.
        for (var i = 0; i < 2_000; i += 20) await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => grace.Say(text)));

        for (var next = 1L; next <= 2_000;)
        {
            var batch = await linus.Hear<EventBatch>();
            Assert.Equal(next, batch.Events[0].Seq);
            next = batch.Events[^1].Seq + 1;
        }
        await using var newcomer = await (await server.Enter(People.张三)).Open();
        Assert.Equal(2_000, newcomer.Welcome.Conversations[0].Head);
        await Gone(server, ada.Id);
        await using var again = await TestWindow.Connect(ada);
        var welcome = await again.Call<Welcome>(nameof(IChatServer.Hello), new Hello(Wire.Version, device));
        Assert.Equal(GoodbyeCode.TooSlow, welcome.LastGoodbye);
    }

    [Fact]
    public async Task Row_10_a_window_that_answers_no_ping_is_noticed_within_30_seconds()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        await using var linus = await (await server.Enter(People.Linus)).Open();
        // It reads nothing after this, so that no PING is answered: as behind a pulled cable.
        using var cut = await RawLive.Connect(ada);
        Assert.Null(await cut.Call("Hello", JsonSerializer.Serialize(new Hello(Wire.Version, Guid.NewGuid()), Wire.Tolerant)));

        await linus.Hear<PresenceUpdate>(update => update.People.Any(p => p.Id == ada.Id && p.Online));
        await Gone(server, ada.Id);
        await linus.Hear<PresenceUpdate>(update => update.People.Any(p => p.Id == ada.Id && !p.Online));
    }

    private static async Task Gone(TestServer server, long userId)
    {
        var connections = server.Get<Connections>();
        for (var tenths = 0; connections.Of(userId).Length > 0; tenths++)
        {
            Assert.True(tenths < 300, "still connected after 30 s");
            await Task.Delay(100);
        }
    }
}
