using Teahouse.Protocol;
using Teahouse.Server.Users;

namespace Teahouse.Server.Files;

/// <summary>What a receiver may read.</summary>
internal sealed class DownloadRules(
    FileRules files, FileStore store, FileStates states, FileWatches watches, ProgressFeed progress, TransferPace pace,
    Spool spool, IHostApplicationLifetime server)
{
    /// <summary>Begins a download by the receiver, after acceptance.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="fileId">The transfer.</param>
    /// <param name="aborted">Ends with the request.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.FileWrongState"/>.</exception>
    public Download Open(Caller caller, Guid fileId, CancellationToken aborted)
    {
        var watch = watches.Watch(fileId, reads: true);
        try
        {
            var transfer = files.LoadAsReceiver(caller, fileId);
            if (transfer.State != FileState.Accepted && !transfer.IsWhole) throw new ChatException(ErrorCode.FileWrongState);
            var stop = CancellationTokenSource.CreateLinkedTokenSource(aborted, watch.Broken, server.ApplicationStopping);
            return new Download(transfer, store, spool, progress, pace, watch, stop);
        }
        catch
        {
            watch.Dispose();
            throw;
        }
    }

    /// <summary>Notes that the last byte was handed over. What was done before, or ended meanwhile, stays as it is.</summary>
    public async Task Done(Caller caller, Download download)
    {
        if (download.Transfer.State == FileState.Done) return;
        try
        {
            await states.Move(download.Transfer, caller.Author, (_, now) => now switch
            {
                { State: FileState.Stored } => [new FileDone(now.Id)],
                { IsHandedOn: true, Digest: { } digest } => [new FileStored(now.Id, digest), new FileDone(now.Id)],
                _ => throw new ChatException(ErrorCode.FileWrongState),
            });
        }
        catch (ChatException late) when (late.Code == ErrorCode.FileWrongState)
        {
            // Another download of it was quicker, or the sender cancelled just now: the log says which.
        }
    }
}
