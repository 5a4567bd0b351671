using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;
using Teahouse.Server.Users;

namespace Teahouse.Server.Files;

/// <summary>A chunk as its request announces it.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Length">Its length in bytes, if that was said.</param>
/// <param name="Digest">The header Content-Digest.</param>
internal readonly record struct ChunkHead(long Offset, long? Length, string? Digest);

/// <summary>What a sender may write. A chunk counts when it is whole and right; what was cut leaves nothing behind.</summary>
internal sealed partial class UploadRules(
    FileRules files, FileStore store, FileStates states, FileWatches watches, ProgressFeed progress, TransferPace pace, Spool spool,
    SpoolFlushes flushes, Db db, TimeProvider time, IHostApplicationLifetime server, ILogger<UploadRules> log)
{
    /// <summary>
    /// So long may a receiver who reads along take for the last bytes before all of them are brought to the disk: they may flush their own
    /// copy before they ask for the last one.
    /// </summary>
    private static readonly TimeSpan HandOver = TimeSpan.FromSeconds(5);

    /// <summary>Who has all but so many bytes will have them in that time.</summary>
    private const long Near = 16L * Limits.ChunkBytes;

    private readonly ConcurrentDictionary<(long UserId, Guid FileId), bool> _working = [];

    /// <summary>Takes one chunk.</summary>
    /// <returns>Where the sender goes on.</returns>
    /// <exception cref="ChatException">Not the sender, no bytes are taken now, busy, wrong offset, length or digest, no room.</exception>
    public async Task<TransferProgress> Write(Caller caller, Guid fileId, ChunkHead head, PipeReader body, CancellationToken aborted)
    {
        using var turn = TakeTurn(caller, fileId);
        using var watch = watches.Watch(fileId);
        var transfer = files.LoadAsSender(caller, fileId);
        var (length, hash) = Check(transfer, head);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Broken, server.ApplicationStopping);
        try
        {
            await Keep(transfer, length, hash, body, stop.Token);
        }
        catch (OperationCanceledException) when (watch.Broken.IsCancellationRequested)
        {
            throw new ChatException(ErrorCode.FileWrongState);
        }
        catch (OperationCanceledException) when (!aborted.IsCancellationRequested)
        {
            throw new ChatException(ErrorCode.Busy);
        }
        finally
        {
            // It was ended while this wrote, and what ended it may have come before the file was there.
            if (watch.Broken.IsCancellationRequested) Free(fileId);
        }
        return new TransferProgress(fileId, transfer.ConversationId, head.Offset + length, 0);
    }

    /// <summary>Whether a request of the caller's that writes is open, so that another one would be refused.</summary>
    public bool IsBusy(Caller caller, Guid fileId) => _working.ContainsKey((caller.Id, fileId));

    /// <summary>The hashes of the chunks that are here, so that a sender who begins anew need not hash them again.</summary>
    /// <param name="caller">Who asks.</param>
    /// <param name="fileId">The transfer.</param>
    /// <param name="from">The number of the first chunk.</param>
    /// <returns>32 bytes each, at most <see cref="Limits.ChunkHashes"/>.</returns>
    /// <exception cref="ChatException">Not the sender, or no bytes are taken now.</exception>
    public byte[] Hashes(Caller caller, Guid fileId, long from)
    {
        if (!files.LoadAsSender(caller, fileId).TakesBytes) throw new ChatException(ErrorCode.FileWrongState);
        return store.Hashes(fileId, from, Limits.ChunkHashes);
    }

    /// <summary>The sender's file has changed: what is here can never become a whole that was one file.</summary>
    /// <exception cref="ChatException">Not the sender, or no bytes are taken now.</exception>
    public Task Changed(Caller caller, Guid fileId) => Fail(caller, files.LoadAsSender(caller, fileId), ErrorCode.FileChanged);

    /// <summary>
    /// Ends the upload: compares the digest of the whole, then lets the receiver have the last chunk, once they accept. It returns when the
    /// receiver has everything, or it is on the disk.
    /// </summary>
    /// <exception cref="ChatException">Not the sender, no bytes are taken now, bytes are missing, or the digest is wrong.</exception>
    public async Task Finish(Caller caller, Guid fileId, FinishFile finish)
    {
        using var turn = TakeTurn(caller, fileId);
        using var watch = watches.Watch(fileId);
        var transfer = files.LoadAsSender(caller, fileId);
        var isKnown = transfer.Digest == finish.Digest;
        // The answer was lost, and the sender asks once more.
        if (isKnown && transfer.State is FileState.Stored or FileState.Done or FileState.Offered) return;
        if (!isKnown) await Compare(caller, transfer, finish.Digest);
        if (IsAlmostThere(transfer) && await HandOn(transfer, finish.Digest, watch)) return;
        if (watch.Broken.IsCancellationRequested) throw new ChatException(ErrorCode.FileWrongState);
        await Store(caller.Author, transfer, finish.Digest);
    }

    /// <summary>Whether a receiver reads along, and has almost all of it.</summary>
    private bool IsAlmostThere(Transfer transfer) => transfer.State == FileState.Accepted && watches.IsRead(transfer.Id)
        && progress.HandedOf(transfer.Id) >= transfer.Size - Near;

    /// <summary>Whether a receiver reads, or has all but the last byte and brings their copy to their disk before that one.</summary>
    private bool IsTaking(Transfer transfer) =>
        watches.IsRead(transfer.Id) || progress.HandedOf(transfer.Id) >= Math.Max(1, transfer.Size - 1);

    private async Task Compare(Caller caller, Transfer transfer, string digest)
    {
        CheckRuns(transfer);
        if (transfer.Received != transfer.Size) throw new ChatException(new Refusal(ErrorCode.FileWrongOffset, Offset: transfer.Received));
        if (FileDigest.OfHashes(store.Hashes(transfer.Id)) == digest) return;
        await Fail(caller, transfer, ErrorCode.FileWrongDigest);
        throw new ChatException(ErrorCode.FileWrongDigest);
    }

    /// <summary>Lets a receiver who reads along have the last chunk before the disk has it.</summary>
    /// <returns>Whether they took it in time; then nobody needs it on the disk any more.</returns>
    private async Task<bool> HandOn(Transfer transfer, string digest, FileWatch watch)
    {
        await db.Write(transaction =>
        {
            CheckRuns(FileStore.Find(transaction, transfer.Id)!, digest);
            FileStore.SetDigest(transaction, transfer.Id, digest);
            transaction.AfterCommit(() => watches.Changed(transfer.Id));
        });
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(watch.Broken, server.ApplicationStopping);
        stop.CancelAfter(HandOver);
        try
        {
            while (store.Find(transfer.Id)!.IsHandedOn && IsTaking(transfer)) await watch.Next(stop.Token);
        }
        catch (OperationCanceledException)
        {
            // They are slow, or have gone.
        }
        return store.Find(transfer.Id)!.State == FileState.Done;
    }

    /// <summary>Brings a file whose digest was found right to the disk, and makes it stored.</summary>
    /// <exception cref="ChatException">It moved on meanwhile, or the disk failed: then it must be sent again.</exception>
    public async Task Store(Author by, Transfer transfer, string digest)
    {
        try
        {
            await flushes.All(transfer.Id);
        }
        catch (LostBytesException lost)
        {
            throw await Lost(transfer, lost);
        }
        spool.Complete(transfer.Id);
        await states.Move(transfer, by, (transaction, now) =>
        {
            // The receiver was quicker, or another try.
            if (now.State is FileState.Done or FileState.Stored && now.Digest == digest) return [];
            CheckRuns(now, digest);
            FileStore.SetDigest(transaction, now.Id, digest);
            return [now.State == FileState.Offered ? new FileLeft(now.Id) : new FileStored(now.Id, digest)];
        });
    }

    /// <summary>What the disk did not take is asked for again.</summary>
    private async Task<ChatException> Lost(Transfer transfer, LostBytesException lost)
    {
        LogLost(lost, transfer.Id);
        var left = Math.Max(lost.Left, transfer.Synced) / Limits.ChunkBytes * Limits.ChunkBytes;
        await store.TakeBack(transfer.Id, left);
        flushes.Forget(transfer.Id);
        watches.Changed(transfer.Id);
        return lost.InnerException is IOException cause && DiskFull.Is(cause)
            ? new ChatException(ErrorCode.FileNoRoom)
            : new ChatException(new Refusal(ErrorCode.Busy, RetryAfterMs: 1000));
    }

    private void Free(Guid fileId)
    {
        flushes.Forget(fileId);
        spool.Free(fileId);
    }

    private Task Fail(Caller caller, Transfer transfer, ErrorCode reason) => states.Move(
        transfer, caller.Author,
        (_, now) => now.TakesBytes ? [new FileFailed(now.Id, reason)] : throw new ChatException(ErrorCode.FileWrongState));

    private Turn TakeTurn(Caller caller, Guid fileId) => _working.TryAdd((caller.Id, fileId), true)
        ? new Turn(() => _working.TryRemove((caller.Id, fileId), out _))
        : throw new ChatException(new Refusal(ErrorCode.Busy, RetryAfterMs: 1000));

    private (int Length, byte[] Hash) Check(Transfer transfer, ChunkHead head)
    {
        CheckRuns(transfer);
        if (head.Offset != transfer.Received || head.Offset == transfer.Size)
            throw new ChatException(new Refusal(ErrorCode.FileWrongOffset, Offset: transfer.Received));
        if (!FileDigest.TryParseHeader(head.Digest, out var hash)) throw new ChatException(ErrorCode.Malformed);
        var length = FileDigest.ChunkLength(transfer.Size, head.Offset);
        if (head.Length > length) throw new ChatException(ErrorCode.FileSizeInvalid);
        if (head.Length < length) throw new ChatException(ErrorCode.Malformed);
        if (spool.Room < length) throw new ChatException(ErrorCode.FileNoRoom);
        return (length, hash);
    }

    /// <param name="transfer">The transfer.</param>
    /// <param name="digest">The digest that it may have already, when nothing is missing any more.</param>
    private static void CheckRuns(Transfer transfer, string? digest = null)
    {
        if (!transfer.TakesBytes && !(transfer.IsHandedOn && transfer.Digest == digest)) throw new ChatException(ErrorCode.FileWrongState);
        if (transfer.PausedBy is not null) throw Paused();
    }

    /// <summary>A sender looks again after a while: it may not hear that the transfer goes on.</summary>
    private static ChatException Paused() => new(new Refusal(ErrorCode.FilePaused, RetryAfterMs: 2000));

    private async Task Keep(Transfer transfer, int length, byte[] hash, PipeReader body, CancellationToken stop)
    {
        var (offset, kept) = (transfer.Received, false);
        using var file = spool.OpenWrite(transfer.Id);
        try
        {
            var arrived = await ChunkBody.CopyTo(body, file, offset, length, pace, stop);
            if (!CryptographicOperations.FixedTimeEquals(arrived, hash)) throw new ChatException(ErrorCode.FileWrongDigest);
            // This chunk may still be refused, and others written in its place.
            var synced = flushes.Wrote(transfer.Id, offset);
            kept = await db.Write(transaction => Note(transaction, transfer, length, hash, synced));
            if (!kept) throw store.Find(transfer.Id)?.PausedBy is null ? new ChatException(ErrorCode.FileWrongState) : Paused();
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new ChatException(ErrorCode.FileNoRoom);
        }
        catch (LostBytesException lost)
        {
            throw await Lost(transfer, lost);
        }
        finally
        {
            if (!kept && RandomAccess.GetLength(file) > offset) RandomAccess.SetLength(file, offset);
        }
    }

    private bool Note(WriteTransaction transaction, Transfer transfer, int length, byte[] hash, long synced)
    {
        var at = time.GetUtcNow().ToUnixTimeMilliseconds();
        if (!FileStore.AddChunk(transaction, transfer.Id, transfer.Received, length, hash, synced, at)) return false;
        transaction.AfterCommit(() =>
        {
            watches.Changed(transfer.Id);
            progress.Received(transfer, transfer.Received + length);
        });
        return true;
    }

    [LoggerMessage(LogLevel.Error, "The disk failed to take bytes of {Transfer}; they are asked for again")]
    private partial void LogLost(Exception lost, Guid transfer);

    private sealed class Turn(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
