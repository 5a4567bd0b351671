using System.Buffers;
using System.IO.Pipelines;
using System.Security.Cryptography;
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
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var done = 0; done < length;)
        {
            var read = await body.ReadAsync(CancellationToken.None);
            var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - done));
            try
            {
                Keep(bytes, file, offset + done, hash);
                done += (int)bytes.Length;
            }
            finally
            {
                // A read that was left open would leave the body unreadable as well, when the disk is full.
                body.AdvanceTo(bytes.End);
            }
            stop.ThrowIfCancellationRequested();
            await pace.Take((int)bytes.Length, stop);
            if (read.IsCompleted && done < length) throw new ChatException(ErrorCode.Malformed);
        }
        if (await HasMore(body)) throw new ChatException(ErrorCode.FileSizeInvalid);
        return hash.GetHashAndReset();
    }

    /// <summary>
    /// Takes every byte that is there at once: a body of which bytes were looked at and left cannot be ended in order when the sender
    /// breaks off. They go from the request's own memory to the system's, on this thread.
    /// </summary>
    private static void Keep(ReadOnlySequence<byte> bytes, SafeFileHandle file, long offset, IncrementalHash hash)
    {
        if (bytes.IsSingleSegment)
        {
            RandomAccess.Write(file, bytes.FirstSpan, offset);
            hash.AppendData(bytes.FirstSpan);
            return;
        }
        var pieces = new List<ReadOnlyMemory<byte>>();
        foreach (var piece in bytes)
        {
            pieces.Add(piece);
            hash.AppendData(piece.Span);
        }
        RandomAccess.Write(file, pieces, offset);
    }

    private static async Task<bool> HasMore(PipeReader body)
    {
        var read = await body.ReadAsync(CancellationToken.None);
        body.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty;
    }
}
