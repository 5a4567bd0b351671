using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;

namespace Teahouse.Protocol;

/// <summary>
/// The arithmetic of a file's digest: SHA-256 over the raw 32-byte SHA-256s of its chunks of <see cref="Limits.ChunkBytes"/>, in order.
/// A resume needs only the chunks' hashes, never the bytes again. A file without bytes has no chunks.
/// </summary>
public static class FileDigest
{
    /// <summary>Bytes of one chunk's hash.</summary>
    public const int HashBytes = SHA256.HashSizeInBytes;

    private const string Prefix = "sha-256=:";

    /// <summary>The file's digest, see <see cref="FinishFile"/>.</summary>
    /// <param name="chunkHashes">The chunks' hashes one after the other, 32 bytes each.</param>
    /// <returns>64 lower-case hexadecimal digits.</returns>
    public static string OfHashes(ReadOnlySpan<byte> chunkHashes)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(chunkHashes.Length % HashBytes, 0, nameof(chunkHashes));
        return Convert.ToHexStringLower(SHA256.HashData(chunkHashes));
    }

    /// <summary>The number of chunks of a file: 0 for an empty one.</summary>
    /// <param name="size">The file's size in bytes.</param>
    public static long Chunks(long size) => (size + Limits.ChunkBytes - 1) / Limits.ChunkBytes;

    /// <summary>The length in bytes of the chunk that begins at an offset; only the last may be short.</summary>
    /// <param name="size">The file's size in bytes.</param>
    /// <param name="offset">A multiple of <see cref="Limits.ChunkBytes"/> below the size.</param>
    public static int ChunkLength(long size, long offset) => (int)Math.Min(Limits.ChunkBytes, size - offset);

    /// <summary>A chunk's hash as the value of the header Content-Digest (RFC 9530).</summary>
    /// <param name="chunkHash">32 bytes.</param>
    public static string ToHeader(ReadOnlySpan<byte> chunkHash) => $"{Prefix}{Convert.ToBase64String(chunkHash)}:";

    /// <summary>Reads a header Content-Digest.</summary>
    /// <param name="header">The header's value.</param>
    /// <param name="chunkHash">The 32 bytes, when it is a SHA-256.</param>
    /// <returns>False when it is anything else.</returns>
    public static bool TryParseHeader(string? header, [NotNullWhen(true)] out byte[]? chunkHash)
    {
        chunkHash = null;
        if (header is null || !header.StartsWith(Prefix, StringComparison.Ordinal)) return false;
        if (!header.EndsWith(':') || header.Length <= Prefix.Length) return false;
        var hash = new byte[HashBytes];
        if (!Convert.TryFromBase64Chars(header.AsSpan(Prefix.Length..^1), hash, out var written) || written != HashBytes) return false;
        chunkHash = hash;
        return true;
    }
}
