using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Teahouse.Protocol;

namespace Teahouse.Server.Files;

/// <summary>A request's body on its way to the disk.</summary>
internal static class ChunkBody
{
    private const int BufferBytes = 128 * 1024;

    /// <summary>Writes a chunk while it arrives, and hashes it.</summary>
    /// <param name="body">The request's bytes.</param>
    /// <param name="file">Where they go.</param>
    /// <param name="offset">Where the chunk begins in the file.</param>
    /// <param name="length">Its length in bytes; nothing is written past it.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Its SHA-256.</returns>
    /// <exception cref="ChatException">There were more bytes, or fewer.</exception>
    public static async Task<byte[]> CopyTo(PipeReader body, SafeFileHandle file, long offset, int length, CancellationToken stop)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        // A token given to the reads themselves would leave the body unreadable, and the connection could not be used for the answer.
        using var stopping = stop.Register(body.CancelPendingRead);
        var pieces = new List<ReadOnlyMemory<byte>>();
        for (var done = 0; done < length;)
        {
            var read = await body.ReadAtLeastAsync(Math.Min(BufferBytes, length - done), CancellationToken.None);
            var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - done));
            try
            {
                stop.ThrowIfCancellationRequested();
                pieces.Clear();
                foreach (var piece in bytes) pieces.Add(piece);
                await RandomAccess.WriteAsync(file, pieces, offset + done, stop);
                foreach (var piece in pieces) hash.AppendData(piece.Span);
                done += (int)bytes.Length;
            }
            finally
            {
                // After a fault too, or the server could not read the rest of the request and would cut the connection before its answer.
                body.AdvanceTo(bytes.End);
            }
            if (read.IsCompleted && done < length) throw new ChatException(ErrorCode.Malformed);
        }
        if (await HasMore(body)) throw new ChatException(ErrorCode.FileSizeInvalid);
        return hash.GetHashAndReset();
    }

    private static async Task<bool> HasMore(PipeReader body)
    {
        var read = await body.ReadAsync(CancellationToken.None);
        body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        return !read.Buffer.IsEmpty;
    }
}
