using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Net.WebSockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Teahouse.Protocol;
using Teahouse.Server.Requests;

namespace Teahouse.Server.Live;

/// <summary>
/// SignalR's hub protocol over a WebSocket without the pipe and the thread hop that SignalR's own transport takes for each delivery.
/// Serves clients that open the WebSocket at once; who negotiates first is served by SignalR's own.
/// </summary>
internal sealed class LeanTransport(HubConnectionHandler<ChatHub> hub) : IDisposable
{
    private static readonly TimeSpan CloseTime = TimeSpan.FromSeconds(1);

    /// <summary>What was received is handled where it was received, on a thread of the pool.</summary>
    private static readonly PipeOptions Inward = new(readerScheduler: PipeScheduler.Inline, useSynchronizationContext: false);

    private readonly ConcurrentDictionary<Heart, HttpContext> _open = [];
    private readonly CancellationTokenSource _stopping = new();

    /// <summary>Takes the live connection's WebSockets, after routing has found the hub and authorization has let them in.</summary>
    public async Task Serve(HttpContext context, RequestDelegate next)
    {
        var isHub = context.GetEndpoint()?.Metadata.GetMetadata<HubMetadata>() is not null && context.Request.Path == Wire.HubPath;
        var hasNegotiated = context.Request.Query.ContainsKey("id");
        if (!isHub || !context.WebSockets.IsWebSocketRequest || hasNegotiated)
        {
            await next(context);
            return;
        }
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        await using var stop = _stopping.Token.UnsafeRegister(static http => ((HttpContext)http!).Abort(), context);
        var heart = new Heart();
        _open[heart] = context;
        try
        {
            await Run(context, socket, heart);
        }
        finally
        {
            _open.TryRemove(heart, out _);
        }
    }

    /// <summary>Lets SignalR look at each connection, whether its client has fallen silent; to be called about once a second.</summary>
    public void Beat()
    {
        foreach (var (heart, _) in _open) heart.Beat();
    }

    /// <summary>Ends all connections at once; who was to be told why has been told.</summary>
    public void Stop() => _stopping.Cancel();

    public void Dispose() => _stopping.Dispose();

    private async Task Run(HttpContext context, WebSocket socket, Heart heart)
    {
        var input = new Pipe(Inward);
        await using var connection = new DefaultConnectionContext(context.TraceIdentifier)
        {
            Transport = new DuplexPipe(input.Reader, new SocketWriter(socket, context)),
            User = context.User,
            ConnectionClosed = context.RequestAborted,
        };
        connection.Features.Set<IHttpContextFeature>(new RequestOf(context));
        connection.Features.Set<IConnectionHeartbeatFeature>(heart);
        if (context.Features.Get<IHttpUpgradeFeature>() is DirectUpgrade { Stream: { } direct }) connection.Features.Set(direct);
        var receiving = Receive(socket, input.Writer, context.RequestAborted);
        var serving = ServeHub(connection, input.Reader);
        if (await Task.WhenAny(receiving, serving) == serving) await Close(socket);
        var both = Task.WhenAll(receiving, serving);
        // Whatever is still in flight then is ended with the connection.
        if (await Task.WhenAny(both, Task.Delay(CloseTime, CancellationToken.None)) != both) context.Abort();
        await both;
        await Close(socket);
    }

    private async Task ServeHub(ConnectionContext connection, PipeReader input)
    {
        try
        {
            await hub.OnConnectedAsync(connection);
        }
        finally
        {
            // What nobody reads any more must not hold up who still receives it.
            await input.CompleteAsync();
        }
    }

    private static async Task Receive(WebSocket socket, PipeWriter input, CancellationToken aborted)
    {
        try
        {
            while (true)
            {
                // A connection on which nothing comes holds no buffer.
                var arrived = await socket.ReceiveAsync(Memory<byte>.Empty, aborted);
                if (arrived.MessageType == WebSocketMessageType.Close) return;
                var received = await socket.ReceiveAsync(input.GetMemory(), aborted);
                if (received.MessageType == WebSocketMessageType.Close) return;
                input.Advance(received.Count);
                if ((await input.FlushAsync(CancellationToken.None)).IsCompleted) return;
            }
        }
        catch (Exception e) when (SocketWriter.IsGone(e))
        {
            // It is gone, or speaks no WebSocket; the end is the same.
        }
        finally
        {
            await input.CompleteAsync();
        }
    }

    private static async Task Close(WebSocket socket)
    {
        if (socket.State is not (WebSocketState.Open or WebSocketState.CloseReceived)) return;
        using var patience = new CancellationTokenSource(CloseTime);
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, patience.Token);
        }
        catch (Exception e) when (SocketWriter.IsGone(e))
        {
            // Nobody is there to be told.
        }
    }

    private sealed class RequestOf(HttpContext context) : IHttpContextFeature
    {
        public HttpContext? HttpContext { get; set; } = context;
    }

    /// <summary>
    /// What SignalR wants to do about once a second. Kestrel has a beat too, but keeps what hangs on it until the TCP connection ends, and
    /// over HTTP/2 one of those carries many WebSockets.
    /// </summary>
    private sealed class Heart : IConnectionHeartbeatFeature
    {
        private readonly Lock _lock = new();
        private Action? _actions;

        public void OnHeartbeat(Action<object> action, object state)
        {
            lock (_lock) _actions += () => action(state);
        }

        public void Beat()
        {
            Action? actions;
            lock (_lock) actions = _actions;
            actions?.Invoke();
        }
    }
}
