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
        var pieces = new List<ReadOnlyMemory<byte>>();
        for (var done = 0; done < length;)
        {
            var read = await body.ReadAtLeastAsync(Math.Min(BufferBytes, length - done), stop);
            var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, length - done));
            pieces.Clear();
            foreach (var piece in bytes) pieces.Add(piece);
            await RandomAccess.WriteAsync(file, pieces, offset + done, stop);
            foreach (var piece in pieces) hash.AppendData(piece.Span);
            done += (int)bytes.Length;
            body.AdvanceTo(bytes.End);
            if (read.IsCompleted && done < length) throw new ChatException(ErrorCode.Malformed);
        }
        if (await HasMore(body, stop)) throw new ChatException(ErrorCode.FileSizeInvalid);
        return hash.GetHashAndReset();
    }

    private static async Task<bool> HasMore(PipeReader body, CancellationToken stop)
    {
        var read = await body.ReadAsync(stop);
        body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        return !read.Buffer.IsEmpty;
    }
}
