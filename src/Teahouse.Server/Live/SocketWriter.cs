using System.IO.Pipelines;
using System.Net.WebSockets;
using Teahouse.Server.Requests;

namespace Teahouse.Server.Live;

/// <summary>
/// What SignalR writes goes to the WebSocket at once, a message for each write: a batch that many connections share straight from
/// where it lies. SignalR writes one thing at a time.
/// </summary>
/// <param name="socket">Where it goes.</param>
/// <param name="context">The request that carries it, which ends with a write that is given up.</param>
internal sealed class SocketWriter(WebSocket socket, HttpContext context) : PipeWriter
{
    private static readonly FlushResult Sent = new(isCanceled: false, isCompleted: false);
    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    private PendingBytes _pending;
    private volatile bool _isWaiting;

    /// <summary>Whether nobody is there any more; the receiving side notices the same and ends the connection.</summary>
    /// <param name="e">Also what Kestrel throws when one writes to a connection that it has ended already.</param>
    public static bool IsGone(Exception e) => e is WebSocketException or OperationCanceledException or IOException
        or InvalidOperationException;

    public override Memory<byte> GetMemory(int sizeHint = 0) => _pending.Free(sizeHint);

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _pending.Advance(bytes);

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_pending.Count == 0) return Send(source);
        source.CopyTo(GetMemory(source.Length));
        Advance(source.Length);
        return FlushAsync(cancellationToken);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_pending.Count == 0) return Sent;
        var result = await Send(_pending.All);
        _pending.Clear();
        return result;
    }

    /// <summary>Called before SignalR ends the connection: a socket that takes nothing would keep it waiting for ever.</summary>
    public override void CancelPendingFlush()
    {
        if (_isWaiting) context.Abort();
    }

    public override void Complete(Exception? exception = null) => _pending.Clear();

    private ValueTask<FlushResult> Send(ReadOnlyMemory<byte> message)
    {
        try
        {
            var sending = socket.SendAsync(message, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            return sending.IsCompletedSuccessfully ? ValueTask.FromResult(Sent) : Wait(sending);
        }
        catch (Exception e) when (IsGone(e))
        {
            return ValueTask.FromResult(Gone);
        }
    }

    private async ValueTask<FlushResult> Wait(ValueTask sending)
    {
        try
        {
            _isWaiting = true;
            await sending;
            return Sent;
        }
        catch (Exception e) when (IsGone(e))
        {
            return Gone;
        }
        finally
        {
            _isWaiting = false;
        }
    }
}
