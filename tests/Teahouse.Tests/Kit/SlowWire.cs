using System.Net;
using System.Net.Sockets;

namespace Teahouse.Tests.Kit;

/// <summary>A way to the server that carries so many bytes a second up, over all its connections, and hands on every break.</summary>
public sealed class SlowWire : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _end = new();
    private readonly SemaphoreSlim _turn = new(1);
    private readonly Uri _server;
    private readonly int _bytesPerSecond;
    private readonly Task _accepting;

    public SlowWire(Uri server, int bytesPerSecond)
    {
        (_server, _bytesPerSecond) = (server, bytesPerSecond);
        _listener.Start();
        Url = new Uri($"http://{_listener.LocalEndpoint}");
        _accepting = AcceptAsync();
    }

    public Uri Url { get; }

    public async ValueTask DisposeAsync()
    {
        await _end.CancelAsync();
        _listener.Stop();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        var carrying = new List<Task>();
        while (!_end.IsCancellationRequested)
        {
            try
            {
                carrying.Add(CarryAsync(await _listener.AcceptTcpClientAsync(_end.Token)));
            }
            catch (OperationCanceledException)
            {
                break;
            }
        }
        await Task.WhenAll(carrying);
    }

    private async Task CarryAsync(TcpClient client)
    {
        using var server = new TcpClient();
        using (client)
        {
            try
            {
                await server.ConnectAsync(_server.Host, _server.Port, _end.Token);
                var (near, far) = (client.GetStream(), server.GetStream());
                await Task.WhenAny(UpAsync(near, far), far.CopyToAsync(near, _end.Token));
            }
            catch (Exception e) when (e is SocketException or OperationCanceledException)
            {
                // The server is away, and so is this wire.
            }
        }
    }

    private async Task UpAsync(NetworkStream from, NetworkStream to)
    {
        var block = new byte[64 * 1024];
        for (int read; (read = await from.ReadAsync(block, _end.Token)) > 0;)
        {
            await _turn.WaitAsync(_end.Token);
            try
            {
                await Task.Delay(TimeSpan.FromSeconds((double)read / _bytesPerSecond), _end.Token);
            }
            finally
            {
                _turn.Release();
            }
            await to.WriteAsync(block.AsMemory(0, read), _end.Token);
        }
    }
}
