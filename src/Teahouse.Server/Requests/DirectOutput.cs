using System.IO.Pipelines;
using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using Microsoft.AspNetCore.Connections.Features;

namespace Teahouse.Server.Requests;

/// <summary>
/// What Kestrel writes to a connection goes straight to its socket: no pipe and no other thread between, and the bytes of a file without
/// a copy (decision 36). A flush is over when the system has taken everything.
/// </summary>
/// <param name="connection">Ended when a write that waits is given up: half of it may be out.</param>
/// <param name="socket">The connection's; Kestrel closes it, and by that frees a write that hangs.</param>
/// <param name="kestrel">The output that it stands for, to which nothing is written any more.</param>
public sealed class DirectOutput(ConnectionContext connection, Socket socket, PipeWriter kestrel) : PipeWriter, IDisposable
{
    /// <summary>The most bytes of a file that go at once.</summary>
    public const int MostOfFile = 1024 * 1024;

    private static readonly FlushResult Sent = new(isCanceled: false, isCompleted: false);
    private static readonly FlushResult Gone = new(isCanceled: false, isCompleted: true);

    /// <summary>Stands for a file's bytes where Kestrel counts them; nobody reads or writes it.</summary>
    private static readonly byte[] Stand = GC.AllocateUninitializedArray<byte>(MostOfFile);

    private PendingBytes _pending;
    private SendPacketsElement? _file;

    /// <inheritdoc/>
    public override bool CanGetUnflushedBytes => true;

    /// <inheritdoc/>
    public override long UnflushedBytes => _pending.Count + (_file?.Count ?? 0);

    /// <summary>
    /// Puts it before Kestrel's own output. On Linux only: elsewhere the system's call for a file has other limits (a Windows that is no
    /// server sends two files at a time).
    /// </summary>
    public static ConnectionDelegate Prepare(ConnectionDelegate next) => async connection =>
    {
        if (!OperatingSystem.IsLinux() || connection.Features.Get<IConnectionSocketFeature>() is not { Socket: var socket })
        {
            await next(connection);
            return;
        }
        var own = connection.Transport;
        using var output = new DirectOutput(connection, socket, own.Output);
        connection.Features.Set(output);
        connection.Transport = new DuplexPipe(own.Input, output);
        await next(connection);
    };

    /// <summary>Sends a stretch of a file as a part of an answer's body, which Kestrel counts as if it had been written there.</summary>
    /// <param name="body">The answer's, begun, of announced length.</param>
    /// <param name="file">Where the bytes are; they must not change before they are out.</param>
    /// <param name="offset">Where they begin.</param>
    /// <param name="count">How many, 1 to <see cref="MostOfFile"/>.</param>
    /// <param name="stop">Gives the write up, and with it the connection.</param>
    /// <returns>Completed when the other side has gone.</returns>
    public ValueTask<FlushResult> SendFile(PipeWriter body, FileStream file, long offset, int count, CancellationToken stop)
    {
        _file = new SendPacketsElement(file, offset, count);
        if (body.GetMemory(count).Span.Overlaps(Stand))
        {
            body.Advance(count);
            return body.FlushAsync(stop);
        }
        // Kestrel has ended the connection, and gives out memory of which nothing comes.
        _file = null;
        return ValueTask.FromResult(Gone);
    }

    /// <inheritdoc/>
    public override Memory<byte> GetMemory(int sizeHint = 0) => _file is null ? _pending.Free(sizeHint) : Stand;

    /// <inheritdoc/>
    public override Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <inheritdoc/>
    public override void Advance(int bytes)
    {
        if (_file is null) _pending.Advance(bytes);
        else if (_file.Count != bytes) throw new InvalidOperationException("A file's bytes are counted as they were asked for.");
    }

    /// <inheritdoc/>
    public override ValueTask<FlushResult> FlushAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested) return ValueTask.FromCanceled<FlushResult>(cancellationToken);
        if (_file is not null) return Finish(SendWith(_file), cancellationToken);
        if (_pending.Count == 0) return ValueTask.FromResult(Sent);
        var sending = SendPending();
        if (!sending.IsCompletedSuccessfully) return Finish(sending.AsTask(), cancellationToken);
        Clear();
        return ValueTask.FromResult(Sent);
    }

    /// <summary>Called when the connection is being ended, which frees a write that waits.</summary>
    public override void CancelPendingFlush()
    {
    }

    /// <inheritdoc/>
    public override void Complete(Exception? exception = null) => kestrel.Complete(exception);

    /// <inheritdoc/>
    public void Dispose() => Clear();

    /// <summary>A task even of a socket that is closed, which throws otherwise.</summary>
    private async ValueTask SendPending() => await socket.SendAsync(_pending.All, SocketFlags.None, CancellationToken.None);

    /// <summary>What was written before the file goes first, mostly the answer's head.</summary>
    private async Task SendWith(SendPacketsElement file)
    {
        SendPacketsElement[] packets = _pending.Count == 0 ? [file] : [new SendPacketsElement(_pending.All), file];
        var sent = new TaskCompletionSource<SocketError>();
        using var sending = new SocketAsyncEventArgs { SendPacketsElements = packets };
        sending.Completed += (_, done) => sent.TrySetResult(done.SocketError);
        if (!socket.SendPacketsAsync(sending)) sent.TrySetResult(sending.SocketError);
        if (await sent.Task is not SocketError.Success and var error) throw new SocketException((int)error);
    }

    private async ValueTask<FlushResult> Finish(Task sending, CancellationToken cancellationToken)
    {
        try
        {
            using var stopping = cancellationToken.UnsafeRegister(End, connection);
            await sending;
            return Sent;
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            return Gone;
        }
        finally
        {
            Clear();
        }

        static void End(object? connection) =>
            ((ConnectionContext)connection!).Abort(new ConnectionAbortedException("A write was given up."));
    }

    private void Clear()
    {
        _pending.Clear();
        _file = null;
    }
}
