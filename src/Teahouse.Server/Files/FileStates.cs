using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Files;

/// <summary>The one way in which a transfer changes its state: together with its event, then told to whoever works on it.</summary>
internal sealed class FileStates(
    Db db, EventLog log, FileWatches watches, ProgressFeed progress, Spool spool, SpoolFlushes flushes, TimeProvider time)
{
    /// <summary>Moves a transfer to the state of an event.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="by">Who causes it.</param>
    /// <param name="step">The event.</param>
    /// <param name="from">The states that allow it.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.FileWrongState"/>.</exception>
    public Task Move(Transfer transfer, Author by, FileEvent step, FileState[] from) => Move(
        transfer, by, (_, now) => from.Contains(now.State) ? [step] : throw new ChatException(ErrorCode.FileWrongState));

    /// <summary>Moves a transfer by the events that follow from how it stands.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="by">Who causes it.</param>
    /// <param name="next">Gives the events, or refuses; it is given the transaction and the transfer inside of it.</param>
    /// <exception cref="ChatException">What <paramref name="next"/> refuses.</exception>
    public Task Move(Transfer transfer, Author by, Func<WriteTransaction, Transfer, FileEvent[]> next) => db.Write(transaction =>
    {
        var moved = FileStore.Find(transaction, transfer.Id)!;
        var steps = next(transaction, moved);
        foreach (var step in steps)
        {
            moved = moved with { State = StateOf(step) };
            FileStore.Move(transaction, moved.Id, moved.State, time.GetUtcNow().ToUnixTimeMilliseconds());
            log.Append(transaction, moved.ConversationId, by, null, step);
        }
        if (steps.Length > 0) transaction.AfterCommit(() => Moved(moved));
    });

    /// <summary>Pauses a transfer in which bytes move, or lets a paused one go on; its state stays.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="by">Who does it.</param>
    /// <param name="paused">Whether it is paused; else it goes on.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.FilePaused"/> when it is already paused, <see cref="ErrorCode.FileWrongState"/>
    /// when it does not run, or is not paused.</exception>
    public Task Pause(Transfer transfer, Author by, bool paused) => db.Write(transaction =>
    {
        var id = transfer.Id;
        if (!FileStore.Pause(transaction, id, paused ? by.Id : null, time.GetUtcNow().ToUnixTimeMilliseconds()))
        {
            var isPaused = FileStore.Find(transaction, id)?.PausedBy is not null;
            throw new ChatException(paused && isPaused ? ErrorCode.FilePaused : ErrorCode.FileWrongState);
        }
        log.Append(transaction, transfer.ConversationId, by, null, paused ? new FilePaused(id) : new FileResumed(id));
        transaction.AfterCommit(() => watches.Changed(id));
    });

    private static FileState StateOf(FileEvent step) => step switch
    {
        FileLeft => FileState.Offered,
        FileAccepted => FileState.Accepted,
        FileDeclined => FileState.Declined,
        FileCancelled => FileState.Cancelled,
        FileStored => FileState.Stored,
        FileDone => FileState.Done,
        FileFailed => FileState.Failed,
        _ => throw new ArgumentOutOfRangeException(nameof(step)),
    };

    private void Moved(Transfer transfer)
    {
        if (transfer.HasEnded || transfer.State == FileState.Stored) flushes.Forget(transfer.Id);
        if (transfer.HasEnded) progress.Ended(transfer, whole: transfer.State == FileState.Done);
        if (!transfer.HasEnded || transfer.State == FileState.Done)
        {
            watches.Changed(transfer.Id);
            return;
        }
        watches.Broken(transfer.Id);
        // Freeing a large file takes the disk a while, and the writer has others to serve.
        _ = Task.Run(() => spool.Free(transfer.Id));
    }
}
