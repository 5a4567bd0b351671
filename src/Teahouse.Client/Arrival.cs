using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>What is here of a file that is being fetched, and the hashes of its chunks.</summary>
/// <param name="target">Takes the bytes, from where it stands.</param>
/// <param name="hashes">Takes the hashes of whole chunks; has those of the chunks that are here already.</param>
/// <param name="progress">Is told the bytes that are here.</param>
/// <param name="isKept">Whether a later run goes on with it, see <see cref="ChunksPerFlush"/>.</param>
internal sealed class Arrival(Stream target, Stream hashes, IProgress<long>? progress, bool isKept) : IDisposable
{
    /// <summary>
    /// Before each so many-th hash is noted, the chunks up to its own are brought to the disk: waiting for the disk at each would take
    /// longer than the network. Those whose hashes were noted since are looked at by a later run, for the power may have gone.
    /// </summary>
    public const int ChunksPerFlush = 8;

    private const int BufferBytes = 128 * 1024;

    /// <summary>After so long without a byte it is asked again: the sender may rest, or the network be gone without a word.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly long _start = target.CanSeek ? target.Position : 0;
    private readonly IncrementalHash _chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The bytes with which the disk was not told to begin.</summary>
    private long _unbegun;

    public long Bytes { get; private set; }

    /// <summary>Goes on after so many whole chunks; what is beyond them is forgotten.</summary>
    public void GoOn(long chunks)
    {
        Bytes = chunks * Limits.ChunkBytes;
        _unbegun = 0;
        hashes.SetLength(chunks * FileDigest.HashBytes);
        hashes.Position = hashes.Length;
        _chunk.TryGetHashAndReset(stackalloc byte[FileDigest.HashBytes], out _);
        if (!target.CanSeek && Bytes == 0) return;
        target.SetLength(_start + Bytes);
        target.Position = target.Length;
    }

    public async Task TakeAsync(HttpContent content, CancellationToken stop)
    {
        await using var source = await content.ReadAsStreamAsync(stop);
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var buffer = new byte[BufferBytes];
        while (true)
        {
            patience.CancelAfter(Silence);
            var read = await ReadAsync(source, buffer, patience.Token, stop);
            if (read == 0) return;
            await KeepAsync(buffer.AsMemory(0, read), stop);
            progress?.Report(Bytes);
        }
    }

    /// <summary>Sees to it that what is here is on the disk, if it goes to one.</summary>
    public void Flush()
    {
        // A stream writes out what it holds back even when there is no disk behind it.
        if (target is FileStream file) file.Flush(flushToDisk: true);
        else target.Flush();
    }

    /// <summary>The digest when all bytes are here.</summary>
    public string Digest()
    {
        if (hashes.Length < FileDigest.Chunks(Bytes) * FileDigest.HashBytes) NoteChunk();
        var all = new byte[hashes.Length];
        hashes.Position = 0;
        hashes.ReadExactly(all);
        return FileDigest.OfHashes(all);
    }

    public void Dispose() => _chunk.Dispose();

    private static async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken patience, CancellationToken stop)
    {
        try
        {
            return await source.ReadAsync(buffer, patience);
        }
        catch (Exception e) when (e is HttpRequestException or IOException
            || (e is OperationCanceledException && !stop.IsCancellationRequested))
        {
            throw new LinkException("The bytes broke off.", e);
        }
    }

    private async Task KeepAsync(ReadOnlyMemory<byte> bytes, CancellationToken stop)
    {
        while (bytes.Length > 0)
        {
            var part = bytes[..(int)Math.Min(bytes.Length, Limits.ChunkBytes - (Bytes % Limits.ChunkBytes))];
            await WriteAsync(part, stop);
            BeginFlush(part.Length);
            _chunk.AppendData(part.Span);
            Bytes += part.Length;
            if (Bytes % Limits.ChunkBytes == 0) NoteChunk();
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>What will be flushed soon; a stream of which nobody asked that is its owner's.</summary>
    private void BeginFlush(int written)
    {
        _unbegun += written;
        if (!isKept || _unbegun < EarlyFlush.Bytes || target is not FileStream file) return;
        EarlyFlush.Begin(file.SafeFileHandle, file.Position - _unbegun, _unbegun);
        _unbegun = 0;
    }

    private async Task WriteAsync(ReadOnlyMemory<byte> part, CancellationToken stop)
    {
        try
        {
            await target.WriteAsync(part, stop);
        }
        catch (ArgumentOutOfRangeException e)
        {
            // So .NET calls a file that is too large for its disk, such as one of 4 GiB on a memory stick.
            throw new IOException(e.Message, e);
        }
    }

    private void NoteChunk()
    {
        if (isKept && hashes.Length / FileDigest.HashBytes % ChunksPerFlush == 0) Flush();
        else target.Flush();
        hashes.Write(_chunk.GetHashAndReset());
        hashes.Flush();
    }
}
