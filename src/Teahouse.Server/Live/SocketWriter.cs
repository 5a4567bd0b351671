using System.Buffers;
using System.IO.Pipelines;
using System.Net.WebSockets;

namespace Teahouse.Server.Live;

/// <summary>
/// What SignalR writes goes to the WebSocket at once, a message for each write: a batch that many connections share straight from
/// where it lies. SignalR writes one thing at a time.
/// </summary>
/// <param name="socket">Where it goes.</param>
/// <param name="context">The request that carries it, which ends with a write that is given up.</param>
internal sealed class SocketWriter(WebSocket socket, HttpContext context) : PipeWriter
{
    private const int Smallest = 512;

    private static readonly FlushResult Sent = new(isCanceled: false, isCompleted: false);
    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    private byte[] _pending = [];
    private int _used;
    private volatile bool _isWaiting;

    /// <summary>Whether nobody is there any more; the receiving side notices the same and ends the connection.</summary>
    /// <param name="e">Also what Kestrel throws when one writes to a connection that it has ended already.</param>
    public static bool IsGone(Exception e) => e is WebSocketException or OperationCanceledException or IOException
        or InvalidOperationException;

    public override Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_pending.Length - _used <= sizeHint) Grow(Math.Max(sizeHint, Smallest));
        return _pending.AsMemory(_used);
    }

    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    public override void Advance(int bytes) => _used += bytes;

    public override ValueTask<FlushResult> WriteAsync(ReadOnlyMemory<byte> source, CancellationToken cancellationToken = default)
    {
        if (_used == 0) return Send(source);
        source.CopyTo(GetMemory(source.Length));
        Advance(source.Length);
        return FlushAsync(cancellationToken);
    }

    public override async ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (_used == 0) return Sent;
        var result = await Send(_pending.AsMemory(0, _used));
        Clear();
        return result;
    }

    /// <summary>Called before SignalR ends the connection: a socket that takes nothing would keep it waiting for ever.</summary>
    public override void CancelPendingFlush()
    {
        if (_isWaiting) context.Abort();
    }

    public override void Complete(Exception? exception = null) => Clear();

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

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(_used + more + 1);
        _pending.AsSpan(0, _used).CopyTo(larger);
        var used = _used;
        Clear();
        (_pending, _used) = (larger, used);
    }

    private void Clear()
    {
        if (_pending.Length > 0) ArrayPool<byte>.Shared.Return(_pending);
        (_pending, _used) = ([], 0);
    }
}
