using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Requests;

public sealed class StrangerTests
{
    [Fact]
    public async Task An_address_holds_only_so_many_connections_without_a_session()
    {
        await using var server = await TestServer.Start(options => options with { StrangersPerAddress = 5 });
        var ada = await server.Enter(People.Ada);
        var sockets = new List<TcpClient>();
        // The connections that Ada's login used may still be there, so seats are counted by asking.
        for (var i = 0; i < 8; i++) sockets.Add(await Connect(server));
        // Which of them find a seat is the server's affair, not the order in which they knocked.
        var ends = sockets.Select(EndOf).ToArray();
        var clock = Stopwatch.StartNew();
        while (ends.Count(end => end.IsCompleted) < 3 && clock.Elapsed < TimeSpan.FromSeconds(8)) await Task.Delay(20);
        Assert.InRange(ends.Count(end => end.IsCompleted), 3, 7);
        foreach (var seated in sockets.Where((_, i) => !ends[i].IsCompleted).Take(3)) seated.Dispose();

        // Who has shown a session takes no seat: Ada holds more connections than the limit.
        var windows = new List<TestWindow>();
        for (var i = 0; i < 8; i++) windows.Add(await Eventually(ada.Open));
        await windows[7].Say("all of them are open");
        foreach (var window in windows) await window.DisposeAsync();
        foreach (var socket in sockets) socket.Dispose();
    }

    [Fact]
    public async Task A_stranger_who_says_nothing_is_shown_the_door_after_ten_seconds()
    {
        await using var server = await TestServer.Start();
        using var silent = await Connect(server);
        using var halfway = await Connect(server);
        await halfway.GetStream().WriteAsync("GET /live HTTP/1.1\r\nHost: x\r\n"u8.ToArray());
        using var idle = await Connect(server);
        await idle.GetStream().WriteAsync("GET /api/health HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        await Task.WhenAll(EndOf(silent), EndOf(halfway), EndOf(idle)).WaitAsync(TimeSpan.FromSeconds(40));
    }

    [Theory]
    [InlineData("")]
    [InlineData("POST /api/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n")]
    public async Task Fault_6_a_byte_every_four_seconds_holds_a_connection_neither_for_ever_nor_a_thread(string beginning)
    {
        await using var server = await TestServer.Start();
        var threads = ThreadPool.ThreadCount;
        var drips = new List<TcpClient>();
        for (var i = 0; i < 50; i++) drips.Add(await Connect(server));
        await Task.WhenAll(drips.Select(async drip =>
        {
            var stream = drip.GetStream();
            await stream.WriteAsync(Encoding.ASCII.GetBytes(beginning));
            var end = EndOf(drip);
            for (var i = 0; i < 8 && !end.IsCompleted; i++)
            {
                try
                {
                    await stream.WriteAsync("G"u8.ToArray());
                }
                catch (IOException)
                {
                    break;
                }
                await Task.WhenAny(end, Task.Delay(TimeSpan.FromSeconds(4)));
            }
            Assert.True(end.IsCompleted, "still open after half a minute");
            drip.Dispose();
        }));
        Assert.InRange(ThreadPool.ThreadCount - threads, -1_000, 40);
    }

    [Fact]
    public async Task Fault_6_whoever_breaks_off_in_the_middle_of_a_frame_costs_nothing_afterwards()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        for (var i = 0; i < 20; i++)
        {
            using var socket = await Connect(server);
            var hello = $"GET /live HTTP/1.1\r\nHost: {server.Url.Authority}\r\nAuthorization: Bearer {ada.Token}\r\n" +
                "Upgrade: websocket\r\n" +
                "Connection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: MDEyMzQ1Njc4OWFiY2RlZg==\r\n\r\n";
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(hello));
            await socket.GetStream().ReadAtLeastAsync(new byte[100], 50);
            // A masked text frame of 100 bytes, of which three come.
            await socket.GetStream().WriteAsync(new byte[] { 0x81, 0x80 | 100, 1, 2, 3, 4, 5, 6, 7 });
        }
        var live = server.Get<Server.Live.Connections>();
        for (var i = 0; live.All.Any(); i++)
        {
            Assert.True(i < 100, "connections are left over");
            await Task.Delay(100);
        }
        await using var window = await ada.Open();
        await window.Say("still quick");
    }

    private static async Task<TcpClient> Connect(TestServer server)
    {
        var socket = new TcpClient();
        try
        {
            await socket.ConnectAsync(server.Url.Host, server.Url.Port);
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            // On a busy machine the server may have ended it before it is seen to stand.
        }
        return socket;
    }

    /// <summary>Ends when the server has closed the connection.</summary>
    private static async Task EndOf(TcpClient socket)
    {
        var buffer = new byte[4096];
        try
        {
            while (await socket.GetStream().ReadAsync(buffer) > 0) { }
        }
        catch (Exception e) when (e is IOException or InvalidOperationException)
        {
            // Reset is an end too, also before it stood.
        }
    }

    private static async Task<T> Eventually<T>(Func<Task<T>> act)
    {
        for (var tries = 0; ; tries++)
        {
            try
            {
                return await act();
            }
            catch (Exception e) when (tries < 20 && e is HttpRequestException or System.Net.WebSockets.WebSocketException)
            {
                await Task.Delay(100);
            }
        }
    }
}
