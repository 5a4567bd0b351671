using Teahouse.Protocol;
using Teahouse.Server.Requests;

namespace Teahouse.Server.Files;

/// <summary>One download: it follows the bytes while they arrive, and never gets ahead of what may be read.</summary>
internal sealed class Download(
    Transfer transfer, FileStore store, Spool spool, ProgressFeed progress, TransferPace pace, FileWatch watch,
    CancellationTokenSource stop) : IDisposable
{
    private const int TailBytes = 16 * 1024;

    private FileStream? _file;

    /// <summary>The transfer as it was when last looked at.</summary>
    public Transfer Transfer { get; private set; } = transfer;

    /// <summary>Whether the transfer was ended, so that the file will never be whole.</summary>
    public bool IsBroken => watch.Broken.IsCancellationRequested;

    /// <summary>Waits until there is something to read at an offset, or the file is whole, and it is not paused.</summary>
    /// <param name="offset">0 to the file's size.</param>
    /// <exception cref="OperationCanceledException">The transfer, the request or the server ended.</exception>
    /// <exception cref="ChatException"><see cref="ErrorCode.FileWrongState"/>: it is done, and its bytes are freed.</exception>
    public async Task Begin(long offset)
    {
        await Readable(offset);
        if (Transfer.Size > 0) _file = new FileStream(spool.OpenRead(Transfer.Id), FileAccess.Read, bufferSize: 0);
    }

    /// <summary>Hands over a stretch of the file, after <see cref="Begin"/>.</summary>
    /// <param name="body">Where it goes.</param>
    /// <param name="from">Its first byte.</param>
    /// <param name="end">One past its last byte.</param>
    /// <exception cref="OperationCanceledException">The transfer, the request or the server ended.</exception>
    public async Task CopyTo(FileBody body, long from, long end)
    {
        for (var position = from; position < end;)
        {
            var readable = Math.Min(await Readable(position), end);
            // It may have been paused.
            while (position < readable && !watch.HasNews) position += await Send(body, position, readable);
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _file?.Dispose();
        watch.Dispose();
        stop.Dispose();
    }

    private async Task<long> Readable(long offset)
    {
        while (watch.HasNews || Transfer.PausedBy is not null || (Transfer.Readable <= offset && !Transfer.IsWhole))
        {
            await watch.Next(stop.Token);
            Transfer = store.Find(Transfer.Id)!;
        }
        return Transfer.Readable;
    }

    /// <summary>
    /// Each piece but the last is waited for until the system has taken it. The last is small enough for the server's own buffer, so that
    /// whoever closes the connection right after the last byte is not taken for somebody who went away before it.
    /// </summary>
    private static int PieceLength(long left, int most) => (int)(left <= TailBytes ? left : Math.Min(left - TailBytes, most));

    private async Task<int> Send(FileBody body, long position, long end)
    {
        var length = PieceLength(end - position, body.Most);
        await pace.Take(length, stop.Token);
        await body.Send(_file!, position, length, stop.Token);
        if (Transfer.State != FileState.Done) progress.Handed(Transfer, position + length);
        return length;
    }
}
