using System.Buffers;
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
    /// <param name="body">The request's bytes; what it throws when the sender goes away comes through.</param>
    /// <param name="file">Where they go.</param>
    /// <param name="offset">Where the chunk begins in the file.</param>
    /// <param name="length">Its length in bytes; nothing is written past it.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>Its SHA-256.</returns>
    /// <exception cref="ChatException">There were more bytes, or fewer.</exception>
    public static async Task<byte[]> CopyTo(PipeReader body, SafeFileHandle file, long offset, int length, CancellationToken stop)
    {
        // A token given to the reads themselves would leave the body unreadable, and the connection could not be used for the answer.
        using var stopping = stop.Register(body.CancelPendingRead);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = ArrayPool<byte>.Shared.Rent(BufferBytes);
        try
        {
            for (var done = 0; done < length;)
            {
                var piece = buffer.AsMemory(0, Math.Min(BufferBytes, length - done));
                await Fill(body, piece, stop);
                await RandomAccess.WriteAsync(file, piece, offset + done, CancellationToken.None);
                hash.AppendData(piece.Span);
                done += piece.Length;
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
        if (await HasMore(body)) throw new ChatException(ErrorCode.FileSizeInvalid);
        return hash.GetHashAndReset();
    }

    /// <summary>
    /// Takes every byte that is there at once: a body of which bytes were looked at and left cannot be ended in order when the sender
    /// breaks off.
    /// </summary>
    private static async Task Fill(PipeReader body, Memory<byte> piece, CancellationToken stop)
    {
        for (var filled = 0; filled < piece.Length;)
        {
            var read = await body.ReadAsync(CancellationToken.None);
            var bytes = read.Buffer.Slice(0, Math.Min(read.Buffer.Length, piece.Length - filled));
            bytes.CopyTo(piece.Span[filled..]);
            filled += (int)bytes.Length;
            body.AdvanceTo(bytes.End);
            stop.ThrowIfCancellationRequested();
            if (read.IsCompleted && filled < piece.Length) throw new ChatException(ErrorCode.Malformed);
        }
    }

    private static async Task<bool> HasMore(PipeReader body)
    {
        var read = await body.ReadAsync(CancellationToken.None);
        body.AdvanceTo(read.Buffer.Start);
        return !read.Buffer.IsEmpty;
    }
}
