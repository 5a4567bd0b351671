using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>What is here of a file that is being fetched, and the hashes of its chunks.</summary>
/// <param name="target">Takes the bytes, from where it stands.</param>
/// <param name="hashes">Takes the hashes of whole chunks; has those of the chunks that are here already.</param>
/// <param name="progress">Is told the bytes that are here.</param>
/// <param name="isKept">Whether a later run goes on with it, see <see cref="ChunksPerFlush"/>.</param>
internal sealed class Arrival(Stream target, Stream hashes, IProgress<long>? progress, bool isKept) : IAsyncDisposable
{
    /// <summary>
    /// At each so many-th hash the chunks up to its own begin to be brought to the disk, and those of the time before must be there:
    /// waiting for the disk at each chunk would take longer than the network.
    /// </summary>
    private const int ChunksPerFlush = 8;

    private const int BufferBytes = 128 * 1024;

    /// <summary>After so long without a byte it is asked again: the sender may rest, or the network be gone without a word.</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(30);

    private readonly long _start = target.CanSeek ? target.Position : 0;
    private readonly IncrementalHash _chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    /// <summary>The bytes with which the disk was not told to begin.</summary>
    private long _unbegun;

    private Task _flush = Task.CompletedTask;

    public long Bytes { get; private set; }

    /// <summary>
    /// Of so many chunks whose hashes a run has noted that was killed, how many are on the disk for sure; at the others a later run looks,
    /// for the power may have gone.
    /// </summary>
    public static long Sure(long noted) => Math.Max(0, (noted - 1) / ChunksPerFlush - 1) * ChunksPerFlush;

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
    public async Task FlushAsync()
    {
        await BeginFlushAsync();
        await _flush;
    }

    /// <summary>The digest when all bytes are here.</summary>
    public string Digest()
    {
        if (hashes.Length < FileDigest.Chunks(Bytes) * FileDigest.HashBytes) NoteHash();
        var all = new byte[hashes.Length];
        hashes.Position = 0;
        hashes.ReadExactly(all);
        return FileDigest.OfHashes(all);
    }

    /// <summary>Waits for a flush that is under way: until then the file is held, and nobody else can open it.</summary>
    public async ValueTask DisposeAsync()
    {
        await _flush.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _chunk.Dispose();
    }

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
            TellDisk(part.Length);
            _chunk.AppendData(part.Span);
            Bytes += part.Length;
            if (Bytes % Limits.ChunkBytes == 0) await NoteChunkAsync();
            bytes = bytes[part.Length..];
        }
    }

    /// <summary>What will be flushed soon; a stream of which nobody asked that is its owner's.</summary>
    private void TellDisk(int written)
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

    private async Task NoteChunkAsync()
    {
        if (isKept && hashes.Length / FileDigest.HashBytes % ChunksPerFlush == 0) await BeginFlushAsync();
        NoteHash();
    }

    /// <summary>The disk brings in what is here while more comes; at most one flush is under way.</summary>
    private async Task BeginFlushAsync()
    {
        await _flush;
        // A stream writes out what it holds back even when there is no disk behind it.
        await target.FlushAsync(CancellationToken.None);
        if (target is not FileStream file) return;
        var handle = file.SafeFileHandle;
        _flush = Task.Run(() => RandomAccess.FlushToDisk(handle));
    }

    private void NoteHash()
    {
        target.Flush();
        hashes.Write(_chunk.GetHashAndReset());
        hashes.Flush();
    }
}
