using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Sends the bytes of an accepted file, outside browsers: chunk by chunk, each with its hash, going on after breaks.</summary>
/// <param name="options">The server, and the bearer token.</param>
public sealed class FileUploader(ChatClientOptions options) : IDisposable
{
    /// <summary>A chunk that arrives damaged is sent again, so many times.</summary>
    private const int MostDamages = 5;

    private readonly FileCalls _calls = new(options);

    /// <summary>Sends a file from where the server stands to its end, and announces its digest.</summary>
    /// <param name="fileId">The transfer; its receiver has accepted.</param>
    /// <param name="content">The bytes from the first on; a break needs a stream that can seek.</param>
    /// <param name="progress">Is told the bytes that the server has.</param>
    /// <param name="stop">Stops sending; the transfer stays as it is.</param>
    /// <returns>The file's digest.</returns>
    /// <exception cref="ChatException">Refused, or ended by the other side.</exception>
    public async Task<string> UploadAsync(Guid fileId, Stream content, IProgress<long>? progress = null, CancellationToken stop = default)
    {
        var status = await WhereAsync(fileId, stop);
        var hashes = new byte[FileDigest.Chunks(status.Size) * FileDigest.HashBytes];
        var buffer = new byte[Math.Min(status.Size, Limits.ChunkBytes)];
        var received = status.Received;
        for (long offset = 0; offset < status.Size;)
        {
            var chunk = buffer.AsMemory(0, FileDigest.ChunkLength(status.Size, offset));
            await content.ReadExactlyAsync(chunk, stop);
            var hash = SHA256.HashData(chunk.Span);
            hash.CopyTo(hashes.AsSpan((int)(offset / Limits.ChunkBytes) * FileDigest.HashBytes));
            // What the server has already is only hashed again.
            if (offset + chunk.Length > received) received = await PutAsync(fileId, offset, chunk, hash, stop);
            offset += chunk.Length;
            if (received < offset) content.Position = offset = received;
            progress?.Report(received);
        }
        var digest = FileDigest.OfHashes(hashes);
        await FinishAsync(fileId, digest, stop);
        return digest;
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    /// <summary>Sends one chunk until the server answers.</summary>
    /// <returns>Where the server stands then: usually behind the chunk.</returns>
    private async Task<long> PutAsync(Guid fileId, long offset, ReadOnlyMemory<byte> chunk, byte[] hash, CancellationToken stop)
    {
        var damages = 0;
        for (var attempt = 0; ; attempt++)
        {
            ChatException? refused = null;
            try
            {
                return (await _calls.PutAsync(fileId, offset, chunk, hash, stop)).Received;
            }
            catch (ChatException e) when (e.Code == ErrorCode.FileWrongOffset && e.Refusal.Offset is { } right)
            {
                return right;
            }
            catch (ChatException e) when (IsPassing(e) || (e.Code == ErrorCode.FileWrongDigest && damages++ < MostDamages))
            {
                refused = e;
            }
            catch (LinkException)
            {
                // The chunk may have arrived although the answer did not.
                var status = await WhereAsync(fileId, stop);
                if (status.Received != offset) return status.Received;
            }
            await _calls.RestAsync(attempt, refused, stop);
        }
    }

    private async Task FinishAsync(Guid fileId, string digest, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            ChatException? refused = null;
            try
            {
                await _calls.FinishAsync(fileId, digest, stop);
                return;
            }
            catch (ChatException e) when (e.Code == ErrorCode.FileWrongState && attempt > 0)
            {
                // The try before may have been the one that counted.
                if ((await _calls.StatusAsync(fileId, stop)).State is FileState.Stored or FileState.Done) return;
                throw;
            }
            catch (ChatException e) when (IsPassing(e))
            {
                refused = e;
            }
            catch (LinkException)
            {
            }
            await _calls.RestAsync(attempt, refused, stop);
        }
    }

    /// <summary>Asks where the server stands, until it answers.</summary>
    private async Task<FileStatus> WhereAsync(Guid fileId, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            ChatException? refused = null;
            try
            {
                var status = await _calls.StatusAsync(fileId, stop);
                return status.State == FileState.Accepted ? status : throw new ChatException(ErrorCode.FileWrongState);
            }
            catch (ChatException e) when (IsPassing(e))
            {
                refused = e;
            }
            catch (LinkException)
            {
            }
            await _calls.RestAsync(attempt, refused, stop);
        }
    }

    private static bool IsPassing(ChatException e) => e.Code is ErrorCode.Busy or ErrorCode.TooFast or ErrorCode.DiskFull;
}
