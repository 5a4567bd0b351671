using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// Sends the bytes of a file that was accepted or is left with the server, outside browsers: chunk by chunk, each with its hash, going on
/// after breaks.
/// </summary>
/// <param name="options">The server, and the bearer token.</param>
public sealed class FileUploader(ChatClientOptions options) : IDisposable
{
    /// <summary>A chunk that arrives damaged is sent again, so many times.</summary>
    private const int MostDamages = 5;

    private readonly FileCalls _calls = new(options);

    /// <summary>Sends a file from where the server stands to its end, and announces its digest.</summary>
    /// <param name="fileId">The transfer; its receiver has accepted, or it was offered to be left with the server.</param>
    /// <param name="content">The bytes from the first on; a break needs a stream that can seek.</param>
    /// <param name="progress">Is told the bytes that the server has.</param>
    /// <param name="modified">When the file was last written as the transfer was begun. If it still is the same, then what the server
    /// has is compared in a few places only, else all of it.</param>
    /// <param name="stop">Stops sending; the transfer stays as it is.</param>
    /// <returns>The file's digest.</returns>
    /// <exception cref="ChatException">Refused, or ended by the other side; <see cref="ErrorCode.FileChanged"/> when these are not the
    /// bytes that were begun with, which ends the transfer.</exception>
    public async Task<string> UploadAsync(
        Guid fileId, Stream content, IProgress<long>? progress = null, DateTime? modified = null, CancellationToken stop = default)
    {
        while (true)
        {
            try
            {
                return await TryUploadAsync(fileId, content, progress, modified, stop);
            }
            catch (ChatException e) when (e.Code == ErrorCode.FileWrongOffset)
            {
                // The server's disk lost bytes that were sent already.
            }
        }
    }

    private async Task<string> TryUploadAsync(
        Guid fileId, Stream content, IProgress<long>? progress, DateTime? modified, CancellationToken stop)
    {
        var status = await WhereAsync(fileId, stop);
        if (status.Digest is { } found)
        {
            // An earlier run left all of it; its last call may not have been answered yet.
            progress?.Report(status.Size);
            if (status.State == FileState.Accepted)
                await RepeatAsync(() => _calls.FinishAsync(fileId, found, stop), FileState.Stored, fileId, stop);
            return found;
        }
        var source = new UploadSource(content, status.Size);
        try
        {
            source.CheckUntouched();
            if (status.Received > 0) await source.ResumeAsync(await HashesAsync(fileId, status, stop), modified, stop);
            await SendAsync(fileId, source, status, progress, stop);
        }
        catch (ChatException e) when (e.Code == ErrorCode.FileChanged)
        {
            await RepeatAsync(() => _calls.ChangedAsync(fileId, stop), FileState.Failed, fileId, stop);
            throw;
        }
        await RepeatAsync(() => _calls.FinishAsync(fileId, source.Digest, stop), FileState.Stored, fileId, stop);
        return source.Digest;
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    private async Task SendAsync(Guid fileId, UploadSource source, FileStatus status, IProgress<long>? progress, CancellationToken stop)
    {
        var received = status.Received;
        progress?.Report(received);
        var ahead = NextAsync(source, status, received, stop);
        try
        {
            for (var offset = received; offset < status.Size;)
            {
                var (chunk, hash) = await ahead;
                var after = offset + chunk.Length;
                // The next one is read and hashed while this one travels.
                ahead = NextAsync(source, status, after, stop);
                // What another sender brought meanwhile is only hashed.
                if (after > received) received = await PutAsync(fileId, offset, chunk, hash, stop);
                offset = Math.Min(after, received);
                progress?.Report(received);
                if (offset == after) continue;
                await ahead;
                ahead = NextAsync(source, status, offset, stop);
            }
        }
        finally
        {
            await ((Task)ahead).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        source.CheckUntouched();
    }

    private static Task<(ReadOnlyMemory<byte> Chunk, byte[] Hash)> NextAsync(
        UploadSource source, FileStatus status, long offset, CancellationToken stop) =>
        offset < status.Size
            ? Task.Run(() => source.ReadAsync(offset, stop), CancellationToken.None)
            : Task.FromResult((ReadOnlyMemory<byte>.Empty, Array.Empty<byte>()));

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
                return (await _calls.PutAsync(fileId, offset, chunk, hash, isAgain: attempt > 0, stop)).Received;
            }
            catch (ChatException e) when (e.Code == ErrorCode.FileWrongOffset && e.Refusal.Offset is { } right)
            {
                return right;
            }
            catch (Exception e) when (e is LinkException or ChatException { Code: ErrorCode.FilePaused })
            {
                // The chunk may have arrived although the answer did not.
                var status = await WhereAsync(fileId, stop);
                if (status.Received != offset) return status.Received;
            }
            catch (ChatException e) when (IsPassing(e) || (e.Code == ErrorCode.FileWrongDigest && damages++ < MostDamages))
            {
                refused = e;
            }
            await _calls.RestAsync(attempt, refused, stop);
        }
    }

    /// <summary>Makes the last call of an upload until it is known to have counted.</summary>
    private async Task RepeatAsync(Func<Task> call, FileState aim, Guid fileId, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            ChatException? refused = null;
            try
            {
                await call();
                return;
            }
            catch (ChatException e) when (e.Code == ErrorCode.FileWrongState && attempt > 0)
            {
                // The try before may have been the one that counted.
                var status = await _calls.StatusAsync(fileId, stop);
                if (status.State == aim || (aim == FileState.Stored && IsThere(status))) return;
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

    private static bool IsThere(FileStatus status) =>
        status.State == FileState.Done || status is { State: FileState.Offered, Digest: not null };

    /// <summary>The hashes of all chunks that the server has.</summary>
    private async Task<byte[]> HashesAsync(Guid fileId, FileStatus status, CancellationToken stop)
    {
        var hashes = new byte[FileDigest.Chunks(status.Received) * FileDigest.HashBytes];
        for (var filled = 0; filled < hashes.Length;)
        {
            var from = filled / FileDigest.HashBytes;
            var part = await UntilAnsweredAsync(() => _calls.HashesAsync(fileId, from, stop), stop);
            // The server went back, as after a crash of its disk.
            if (part.Length == 0) return hashes[..filled];
            part.AsSpan(0, Math.Min(part.Length, hashes.Length - filled)).CopyTo(hashes.AsSpan(filled));
            filled += part.Length;
        }
        return hashes;
    }

    /// <summary>Asks where the server stands, until it answers and the transfer is not paused.</summary>
    private async Task<FileStatus> WhereAsync(Guid fileId, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            var status = await UntilAnsweredAsync(() => _calls.StatusAsync(fileId, stop), stop);
            if (status.State != FileState.Accepted && status is not { State: FileState.Offered, Left: true })
                throw new ChatException(ErrorCode.FileWrongState);
            if (status.PausedBy is null) return status;
            await _calls.RestAsync(attempt, null, stop);
        }
    }

    private async Task<T> UntilAnsweredAsync<T>(Func<Task<T>> ask, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            ChatException? refused = null;
            try
            {
                return await ask();
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

    private static bool IsPassing(ChatException e) =>
        e.Code is ErrorCode.Busy or ErrorCode.TooFast or ErrorCode.DiskFull or ErrorCode.FileNoRoom or ErrorCode.FilePaused;
}
