using System.Net;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Fetches the bytes of a file that was accepted, outside browsers, while they arrive at the server.</summary>
/// <param name="options">The server, and the bearer token.</param>
public sealed class FileDownloader(ChatClientOptions options) : IDisposable
{
    private readonly FileCalls _calls = new(options);

    /// <summary>Fetches a whole file, however often the connection breaks.</summary>
    /// <param name="fileId">The transfer.</param>
    /// <param name="target">Takes the bytes, and brings them to a disk when it likes; a break needs a stream that can seek and be
    /// cut.</param>
    /// <param name="progress">Is told the bytes that are here.</param>
    /// <param name="stop">Stops fetching.</param>
    /// <returns>The digest of the bytes that came; compare it with <see cref="Transfer.Digest"/>.</returns>
    /// <exception cref="ChatException">Refused; <see cref="ErrorCode.FileWrongState"/> when the transfer has ended without
    /// success.</exception>
    public async Task<string> DownloadAsync(Guid fileId, Stream target, IProgress<long>? progress = null, CancellationToken stop = default)
    {
        using var hashes = new MemoryStream();
        await using var here = new Arrival(target, hashes, progress, isKept: false);
        await FetchAsync(fileId, here, isKept: false, stop);
        await target.FlushAsync(stop);
        return here.Digest();
    }

    /// <summary>
    /// Fetches what is missing of a file, and makes sure that it is right and on the disk. The last byte is asked for only then, so that
    /// the sender is not told of success before.
    /// </summary>
    /// <param name="part">Where it goes, with what an earlier run has fetched.</param>
    /// <param name="progress">Is told the bytes that are here.</param>
    /// <param name="stop">Stops fetching; what is here stays.</param>
    /// <exception cref="ChatException">Refused; <see cref="ErrorCode.FileWrongState"/> when the transfer has ended without success, <see
    /// cref="ErrorCode.FileWrongDigest"/> when the bytes were not those of the sender, and are gone.</exception>
    /// <exception cref="IOException">The disk is full, or otherwise refuses; what is here stays.</exception>
    public async Task DownloadAsync(PartFile part, IProgress<long>? progress = null, CancellationToken stop = default)
    {
        await using var here = part.Arrive(progress);
        progress?.Report(here.Bytes);
        var status = await FetchAsync(part.FileId, here, isKept: true, stop);
        await here.FlushAsync();
        if (here.Digest() == status.Digest) return;
        here.GoOn(0);
        throw new ChatException(ErrorCode.FileWrongDigest);
    }

    /// <summary>Where a transfer stands, as soon as the server answers.</summary>
    /// <param name="fileId">The transfer.</param>
    /// <param name="stop">Stops asking.</param>
    /// <exception cref="ChatException">Refused; <see cref="ErrorCode.NotFound"/> when the user has no part in it.</exception>
    public async Task<FileStatus> StatusAsync(Guid fileId, CancellationToken stop = default)
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                return await _calls.StatusAsync(fileId, stop);
            }
            catch (LinkException)
            {
                await _calls.RestAsync(attempt, null, stop);
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    /// <summary>Asks until all is here.</summary>
    /// <param name="fileId">The transfer.</param>
    /// <param name="here">Takes the bytes.</param>
    /// <param name="isKept">Whether the last byte waits until the others are on the disk.</param>
    /// <param name="stop">Ends it.</param>
    /// <returns>The transfer as it stands then.</returns>
    private async Task<FileStatus> FetchAsync(Guid fileId, Arrival here, bool isKept, CancellationToken stop)
    {
        for (var attempt = 0; ; attempt++)
        {
            ChatException? refused = null;
            var before = here.Bytes;
            try
            {
                var status = await LiveAsync(fileId, stop);
                // An earlier run had all of it, but the server does not know that it handed it over.
                if (here.Bytes == status.Size && status.Size > 0 && status.State != FileState.Done)
                    here.GoOn(FileDigest.Chunks(status.Size) - 1);
                if (isKept && here.Bytes < status.Size - 1) await TakeAsync(fileId, here, status.Size - 2, stop);
                if (isKept) await here.FlushAsync();
                if (here.Bytes < status.Size || status.Size == 0) await TakeAsync(fileId, here, null, stop);
                if (here.Bytes > status.Size) throw new ChatException(ErrorCode.FileWrongDigest);
                if (here.Bytes == status.Size) return status.Digest is null ? await LiveAsync(fileId, stop) : status;
            }
            catch (ChatException e) when (e.Code is ErrorCode.Busy or ErrorCode.TooFast)
            {
                refused = e;
            }
            catch (LinkException)
            {
            }
            if (here.Bytes > before) attempt = 0;
            await _calls.RestAsync(attempt, refused, stop);
        }
    }

    private async Task<FileStatus> LiveAsync(Guid fileId, CancellationToken stop)
    {
        var status = await _calls.StatusAsync(fileId, stop);
        return status.State is FileState.Declined or FileState.Cancelled or FileState.Failed
            ? throw new ChatException(ErrorCode.FileWrongState)
            : status;
    }

    private async Task TakeAsync(Guid fileId, Arrival here, long? last, CancellationToken stop)
    {
        using var answer = await _calls.ContentAsync(fileId, here.Bytes, last, stop);
        if (answer.StatusCode != HttpStatusCode.PartialContent && here.Bytes > 0) here.GoOn(0);
        await here.TakeAsync(answer.Content, stop);
    }
}
