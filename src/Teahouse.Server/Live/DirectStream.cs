using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Teahouse.Server.Live;

/// <summary>
/// Reads through Kestrel and writes frames to the socket, which mostly takes them at once. Two may write at the same time, the WebSocket
/// and whoever has frames ready: one of them waits, so that frames stay whole.
/// </summary>
/// <param name="kestrel">The upgraded connection's own stream.</param>
/// <param name="socket">What it writes to in the end; Kestrel closes it, and by that frees a write that hangs.</param>
internal sealed partial class DirectStream(Stream kestrel, Socket socket) : Stream
{
    private const byte CloseOpcode = 8;
    private const int DontWait = 0x40;
    private const int NoSignal = 0x4000;
    private static readonly object Held = new();

    /// <summary>Null while nobody writes, <see cref="Held"/>, or who waits for the one that writes.</summary>
    private object? _gate;
    private bool _hasClosed;

    public override bool CanRead => true;

    public override bool CanWrite => true;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Writes a whole frame of data, unless the WebSocket has been closed.</summary>
    /// <exception cref="IOException">The connection has ended.</exception>
    public ValueTask Send(ReadOnlyMemory<byte> frame) =>
        Interlocked.CompareExchange(ref _gate, Held, null) is null ? Put(frame, default) : PutLater(frame, default);

    public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
        kestrel.ReadAsync(buffer, cancellationToken);

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Called by the WebSocket, a frame at a time.</summary>
    public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
        Interlocked.CompareExchange(ref _gate, Held, null) is null ? Put(buffer, cancellationToken) : PutLater(buffer, cancellationToken);

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Nothing is kept back: Kestrel too sends what is written to it at once.</summary>
    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override void Flush() => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) kestrel.Dispose();
        base.Dispose(disposing);
    }

    private async ValueTask PutLater(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        await Enter(cancellationToken);
        await Put(frame, cancellationToken);
    }

    /// <summary>Writes a frame and leaves the gate.</summary>
    private ValueTask Put(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        var sent = _hasClosed ? frame.Length : SendNow(frame.Span);
        _hasClosed |= frame.Length > 0 && (frame.Span[0] & 0xF) == CloseOpcode;
        if (sent < frame.Length) return PutRest(frame[sent..], cancellationToken);
        Leave();
        return default;
    }

    private async ValueTask PutRest(ReadOnlyMemory<byte> frame, CancellationToken cancellationToken)
    {
        try
        {
            while (frame.Length > 0) frame = frame[await socket.SendAsync(frame, SocketFlags.None, cancellationToken)..];
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            throw new IOException("The connection has ended.", e);
        }
        finally
        {
            Leave();
        }
    }

    /// <summary>What the socket takes without waiting: all but always everything, with a third of what its own way there costs.</summary>
    /// <returns>How many bytes; none when it is full, or broken, which the next try will tell.</returns>
    private int SendNow(ReadOnlySpan<byte> frame)
    {
        try
        {
            return Math.Max(0, (int)SendBytes(socket.SafeHandle, frame, (nuint)frame.Length, DontWait | NoSignal));
        }
        catch (ObjectDisposedException)
        {
            return 0;
        }
    }

    /// <summary>Waits until nobody writes.</summary>
    private async ValueTask Enter(CancellationToken cancellationToken)
    {
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        while (true)
        {
            var found = Interlocked.CompareExchange(ref _gate, turn, Held);
            if (found == Held) break;
            if (found is not null) throw new InvalidOperationException("A third one writes.");
            if (Interlocked.CompareExchange(ref _gate, Held, null) is null) return;
        }
        try
        {
            await turn.Task.WaitAsync(cancellationToken);
        }
        catch (OperationCanceledException)
        {
            if (Interlocked.CompareExchange(ref _gate, Held, turn) != turn) Leave();
            throw;
        }
    }

    private void Leave()
    {
        if (Interlocked.CompareExchange(ref _gate, null, Held) is not TaskCompletionSource next) return;
        Volatile.Write(ref _gate, Held);
        next.SetResult();
    }

    [LibraryImport("libc", EntryPoint = "send")]
    private static partial nint SendBytes(SafeSocketHandle socket, ReadOnlySpan<byte> bytes, nuint length, int flags);
}
