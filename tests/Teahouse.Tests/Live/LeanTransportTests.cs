using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;
using Teahouse.Server.Live;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Live;

public sealed class LeanTransportTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public async Task A_message_in_pieces_is_one_and_a_message_may_hold_several()
    {
        await using var server = await TestServer.Start();
        using var live = await RawLive.Connect(await server.Enter(People.Ada));
        var hello = Encoding.UTF8.GetBytes(Call("Hello", "7", Json(new Hello(Wire.Version, Guid.NewGuid()))));
        for (var i = 0; i < hello.Length; i++)
            await live.Socket.SendAsync(hello.AsMemory(i, 1), WebSocketMessageType.Text, i == hello.Length - 1, CancellationToken.None);
        await Answer(live, "7");
        await live.Write(Call("ListPeople", "8", "") + Call("ListPeople", "9", "").TrimEnd('\u001e'));
        await Answer(live, "8");
        await Answer(live, "9");
    }

    [Fact]
    public async Task Who_closes_is_answered_and_who_breaks_off_is_gone()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        using var polite = await RawLive.Connect(ada);
        await polite.Socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience);
        Assert.Equal(WebSocketState.Closed, polite.Socket.State);
        using var rude = await RawLive.Connect(ada);
        Assert.Null(await rude.Call("Hello", Json(new Hello(Wire.Version, Guid.NewGuid()))));
        rude.Socket.Abort();
        await Gone(server, ada.Id);
    }

    [Fact]
    public async Task Who_ends_the_session_ends_the_connection_though_it_is_never_hung_up()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        using var live = await RawLive.Connect(ada);
        Assert.Null(await live.Call("Hello", Json(new Hello(Wire.Version, Guid.NewGuid()))));
        (await ada.Http.PostAsync("api/logout", null)).EnsureSuccessStatusCode();
        var last = "";
        while (!last.Contains("Goodbye", StringComparison.Ordinal)) last = await live.Next();
        await Gone(server, ada.Id);
    }

    [Fact]
    public async Task Who_sends_more_than_anybody_reads_holds_up_nothing()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        using var live = await RawLive.Connect(ada);
        var flood = new string(' ', 1_000_000);
        try
        {
            while (true) await live.Write(flood).WaitAsync(Patience);
        }
        catch (WebSocketException)
        {
            // Cut off, as it should be.
        }
        await Gone(server, ada.Id);
        await server.Stop().WaitAsync(TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task Who_reads_no_answers_is_cut_off()
    {
        await using var server = await TestServer.Start(
            options => options with { PingInterval = TimeSpan.FromSeconds(1), PongPatience = TimeSpan.FromSeconds(1) });
        var ada = await server.Enter(People.Ada);
        using var deaf = await RawLive.Connect(ada);
        try
        {
            for (var i = 0; server.Get<Connections>().Of(ada.Id).Length > 0 && i < 500_000; i++)
                await deaf.Write(Call("ListPeople", $"{i}", "").TrimEnd('\u001e')).WaitAsync(Patience);
        }
        catch (WebSocketException)
        {
            // Cut off, as it should be.
        }
        await Gone(server, ada.Id);
    }

    [Fact]
    public async Task Who_pinged_once_and_says_nothing_for_too_long_is_closed()
    {
        await using var server = await TestServer.Start(options => options with { Silence = TimeSpan.FromSeconds(1) });
        using var silent = await RawLive.Connect(await server.Enter(People.Ada));
        await silent.Write("""{"type":6}""");
        var buffer = new byte[4096];
        using var patience = new CancellationTokenSource(Patience);
        while ((await silent.Socket.ReceiveAsync(buffer, patience.Token)).MessageType != WebSocketMessageType.Close) { }
    }

    [Theory]
    [InlineData(HttpTransportType.WebSockets)]
    [InlineData(HttpTransportType.ServerSentEvents)]
    [InlineData(HttpTransportType.LongPolling)]
    public async Task Who_negotiates_first_is_served_by_the_stock_transports(HttpTransportType transport)
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        await using var hub = new HubConnectionBuilder().WithUrl(new Uri(server.Url, Wire.HubPath), options =>
        {
            options.Transports = transport;
            options.AccessTokenProvider = () => Task.FromResult<string?>(ada.Token);
        }).AddJsonProtocol(json => Wire.Copy(Wire.Tolerant, json.PayloadSerializerOptions)).Build();
        await hub.StartAsync();
        var welcome = await hub.InvokeAsync<Welcome>(nameof(IChatServer.Hello), new Hello(Wire.Version, Guid.NewGuid()));
        Assert.Equal(ada.Id, welcome.Me.Id);
    }

    private static string Json<T>(T value) => JsonSerializer.Serialize(value, Wire.Tolerant);

    private static string Call(string method, string id, string argument) =>
        $$"""{"type":1,"invocationId":"{{id}}","target":"{{method}}","arguments":[{{argument}}]}""" + '\u001e';

    private static async Task Answer(RawLive live, string id)
    {
        while (!(await live.Next()).Contains($"\"invocationId\":\"{id}\"", StringComparison.Ordinal)) { }
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
