using System.Net;
using System.Net.Sockets;

namespace Teahouse.Bench.Network;

/// <summary>Which way a chunk goes: up to the server, or down from it.</summary>
public enum Way
{
    Up,
    Down,
}

/// <summary>
/// What a bad cable does to the chunks of one direction of one connection, one after the other. An <see cref="IOException"/> breaks the
/// connection.
/// </summary>
/// <param name="chunk">May be changed, and is used again afterwards: what is to be handed on later is copied.</param>
/// <param name="handOn">Lets bytes arrive at the other end: all, some, others, at once, later, or never.</param>
public delegate ValueTask Passage(Memory<byte> chunk, Func<ReadOnlyMemory<byte>, ValueTask> handOn);

/// <summary>A network cable to the server that can be pulled out and plugged in: a small proxy on the loopback.</summary>
public sealed class Cable : IDisposable
{
    private readonly Uri _server;
    private readonly int? _buffer;
    private readonly Func<Way, Passage> _passages;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly List<Socket> _ends = [];
    private bool _cut;

    /// <summary>Lays one to a server.</summary>
    /// <param name="server">Where it leads.</param>
    /// <param name="passages">Makes what each direction of each connection does to its chunks; without it they arrive as they are.</param>
    /// <param name="buffer">How many bytes the system may keep for who does not read; by default as many as it likes.</param>
    public Cable(Uri server, Func<Way, Passage>? passages = null, int? buffer = null)
    {
        (_server, _buffer) = (server, buffer);
        _passages = passages ?? (_ => (chunk, handOn) => handOn(chunk));
        _listener.Start();
        Url = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}/");
        _ = Accept();
    }

    /// <summary>Where to connect instead of to the server.</summary>
    public Uri Url { get; }

    /// <summary>Ends every connection with a reset and refuses new ones.</summary>
    public void Cut()
    {
        lock (_ends)
        {
            _cut = true;
            foreach (var end in _ends) Reset(end);
            _ends.Clear();
        }
    }

    /// <summary>Lets connections through again.</summary>
    public void Plug()
    {
        lock (_ends) _cut = false;
    }

    public void Dispose()
    {
        Cut();
        _listener.Dispose();
    }

    private async Task Accept()
    {
        try
        {
            while (true) _ = Join(await _listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }

    private async Task Join(Socket near)
    {
        var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        if (_buffer is { } bytes) far.ReceiveBufferSize = bytes;
        lock (_ends)
        {
            if (_cut)
            {
                Reset(near);
                far.Dispose();
                return;
            }
            _ends.Add(near);
            _ends.Add(far);
        }
        try
        {
            await far.ConnectAsync(IPAddress.Loopback, _server.Port);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Reset(near);
            return;
        }
        await Task.WhenAll(Carry(near, far, _passages(Way.Up)), Carry(far, near, _passages(Way.Down)));
        near.Dispose();
        far.Dispose();
    }

    /// <summary>An orderly end of one direction is passed on and leaves the other open; a reset at one end is one at the other.</summary>
    private static async Task Carry(Socket from, Socket to, Passage passage)
    {
        try
        {
            var buffer = new byte[64 * 1024];
            int read;
            while ((read = await from.ReceiveAsync(buffer)) > 0) await passage(buffer.AsMemory(0, read), bytes => Send(to, bytes));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or IOException)
        {
            Reset(from);
            Reset(to);
        }
    }

    private static async ValueTask Send(Socket to, ReadOnlyMemory<byte> bytes)
    {
        while (!bytes.IsEmpty) bytes = bytes[await to.SendAsync(bytes)..];
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // It has ended already.
        }
        socket.Dispose();
    }
}
