using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The sender's file: its chunks, their hashes, and whether it is still the file that was begun with.</summary>
internal sealed class UploadSource
{
    /// <summary>Chunks of an unchanged file that are looked at beside the last, so that another one of the same name is noticed.</summary>
    private const int Samples = 3;

    private readonly Stream _content;
    private readonly long _size;
    private readonly byte[] _hashes;
    private readonly byte[][] _buffers;
    private readonly DateTime? _modified;

    public UploadSource(Stream content, long size)
    {
        (_content, _size, _modified) = (content, size, ModifiedAt(content));
        _hashes = new byte[FileDigest.Chunks(size) * FileDigest.HashBytes];
        // One chunk travels while the next is read.
        _buffers = new byte[Math.Min(2, FileDigest.Chunks(size))][];
        for (var i = 0; i < _buffers.Length; i++) _buffers[i] = new byte[Math.Min(size, Limits.ChunkBytes)];
    }

    /// <summary>The digest of the whole, when every chunk was read or is known.</summary>
    public string Digest => FileDigest.OfHashes(_hashes);

    /// <summary>When a file was last written; null for bytes that are no file's.</summary>
    public static DateTime? ModifiedAt(Stream content) =>
        content is FileStream file ? File.GetLastWriteTimeUtc(file.SafeFileHandle) : null;

    /// <summary>Takes the hashes of the chunks that the server has, after a look at whether they are this file's.</summary>
    /// <param name="known">32 bytes for each chunk from the first on.</param>
    /// <param name="before">When the file was last written as the transfer was begun, as far as that is known.</param>
    /// <param name="stop">Ends the look.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.FileChanged"/>.</exception>
    public async Task ResumeAsync(byte[] known, DateTime? before, CancellationToken stop)
    {
        var count = known.Length / FileDigest.HashBytes;
        var isUntouched = before is not null && before == _modified && _content.CanSeek;
        foreach (var number in isUntouched ? Sample(count) : Enumerable.Range(0, count))
        {
            var (_, hash) = await ReadAsync((long)number * Limits.ChunkBytes, stop);
            if (!hash.AsSpan().SequenceEqual(known.AsSpan(number * FileDigest.HashBytes, FileDigest.HashBytes)))
                throw new ChatException(ErrorCode.FileChanged);
        }
        known.CopyTo(_hashes.AsSpan());
    }

    /// <summary>The chunk at an offset, good until the next but one is read, and its hash. One is read at a time.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.FileChanged"/>.</exception>
    public async Task<(ReadOnlyMemory<byte> Chunk, byte[] Hash)> ReadAsync(long offset, CancellationToken stop)
    {
        var chunk = _buffers[offset / Limits.ChunkBytes % _buffers.Length].AsMemory(0, FileDigest.ChunkLength(_size, offset));
        if (_content.CanSeek && _content.Position != offset) _content.Position = offset;
        if (await _content.ReadAtLeastAsync(chunk, chunk.Length, throwOnEndOfStream: false, stop) < chunk.Length)
            throw new ChatException(ErrorCode.FileChanged);
        CheckUntouched();
        var hash = SHA256.HashData(chunk.Span);
        hash.CopyTo(_hashes.AsSpan((int)(offset / Limits.ChunkBytes) * FileDigest.HashBytes));
        return (chunk, hash);
    }

    /// <summary>Makes sure that nobody has written to the file since it was opened.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.FileChanged"/>.</exception>
    public void CheckUntouched()
    {
        if (_modified is not null && (ModifiedAt(_content) != _modified || _content.Length != _size))
            throw new ChatException(ErrorCode.FileChanged);
    }

    private static IEnumerable<int> Sample(int count) =>
        Enumerable.Range(0, Samples).Select(_ => Random.Shared.Next(count)).Append(count - 1).Distinct().Order();
}
