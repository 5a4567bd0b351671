using System.IO.Pipelines;
using Microsoft.Win32.SafeHandles;
using Teahouse.Protocol;

namespace Teahouse.Server.Files;

/// <summary>A request's body on its way to the disk.</summary>
internal static class ChunkBody
{
    /// <summary>Writes a chunk while it arrives, and hashes it.</summary>
    /// <param name="body">The request's bytes; what it throws when the sender goes away comes through.</param>
    /// <param name="file">Where they go.</param>
    /// <param name="offset">Where the chunk begins in the file.</param>
    /// <param name="length">Its length in bytes; nothing is written past it.</param>
    /// <param name="pace">How quickly they may come.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Its SHA-256.</returns>
    /// <exception cref="ChatException">There were more bytes, or fewer.</exception>
    public static async Task<byte[]> CopyTo(
        PipeReader body, SafeFileHandle file, long offset, int length, TransferPace pace, CancellationToken stop)
    {
        // A token given to the reads themselves would leave the body unreadable, and the connection could not be used for the answer.
        using var stopping = stop.Register(body.CancelPendingRead);
        using var chunk = new ChunkWriter(file, offset, length);
        if (length == Limits.ChunkBytes) DiskSpace.Reserve(file, offset, length);
        while (chunk.Left > 0)
        {
            var read = await body.ReadAsync(CancellationToken.None);
            var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, chunk.Left));
            try
            {
                chunk.Add(bytes);
            }
            finally
            {
                // A body of which bytes were looked at and left cannot be ended in order when the sender breaks off or the disk is full.
                body.AdvanceTo(bytes.End);
            }
            stop.ThrowIfCancellationRequested();
            await pace.Take((int)bytes.Length, stop);
            if (read.IsCompleted && chunk.Left > 0) throw new ChatException(ErrorCode.Malformed);
        }
        if (await HasMore(body)) throw new ChatException(ErrorCode.FileSizeInvalid);
        return chunk.Hash();
    }

    private static async Task<bool> HasMore(PipeReader body)
    {
        var read = await body.ReadAsync(CancellationToken.None);
        body.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty;
    }
}
