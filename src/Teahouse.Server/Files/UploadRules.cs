using System.Collections.Concurrent;
using System.IO.Pipelines;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Teahouse.Protocol;
using Teahouse.Server.Storage;
using Teahouse.Server.Users;

namespace Teahouse.Server.Files;

/// <summary>A chunk as its request announces it.</summary>
/// <param name="Offset">Where it begins in the file.</param>
/// <param name="Length">Its length in bytes, if that was said.</param>
/// <param name="Digest">The header Content-Digest.</param>
internal readonly record struct ChunkHead(long Offset, long? Length, string? Digest);

/// <summary>What a sender may write. A chunk counts when it is whole, right and on the disk; what was cut leaves nothing behind.</summary>
internal sealed class UploadRules(
    FileRules files, FileStore store, FileStates states, FileWatches watches, ProgressFeed progress, TransferPace pace, Spool spool,
    Db db, TimeProvider time, IHostApplicationLifetime server) : IDisposable
{
    private const int FlushesAtOnce = 2;

    private readonly ConcurrentDictionary<(long UserId, Guid FileId), bool> _working = [];
    private readonly SemaphoreSlim _flushes = new(FlushesAtOnce);

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
            if (watch.Broken.IsCancellationRequested) spool.Free(fileId);
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

    /// <summary>Ends the upload: compares the digest of the whole, then lets the receiver have the last chunk, once they accept.</summary>
    /// <exception cref="ChatException">Not the sender, no bytes are taken now, bytes are missing, or the digest is wrong.</exception>
    public async Task Finish(Caller caller, Guid fileId, FinishFile finish)
    {
        using var turn = TakeTurn(caller, fileId);
        var transfer = files.LoadAsSender(caller, fileId);
        // The answer was lost, and the sender asks once more.
        if ((transfer.IsWhole || transfer.State == FileState.Offered) && transfer.Digest == finish.Digest) return;
        CheckRuns(transfer);
        if (transfer.Received != transfer.Size) throw new ChatException(new Refusal(ErrorCode.FileWrongOffset, Offset: transfer.Received));
        if (FileDigest.OfHashes(store.Hashes(fileId)) != finish.Digest)
        {
            await Fail(caller, transfer, ErrorCode.FileWrongDigest);
            throw new ChatException(ErrorCode.FileWrongDigest);
        }
        spool.Complete(fileId);
        await states.Move(transfer, caller.Author, (transaction, now) =>
        {
            CheckRuns(now);
            FileStore.SetDigest(transaction, fileId, finish.Digest);
            return [now.State == FileState.Offered ? new FileLeft(fileId) : new FileStored(fileId, finish.Digest)];
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _flushes.Dispose();

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

    private static void CheckRuns(Transfer transfer)
    {
        if (!transfer.TakesBytes) throw new ChatException(ErrorCode.FileWrongState);
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
            await Flush(file, stop);
            kept = await db.Write(transaction => Note(transaction, transfer, length, hash));
            if (!kept) throw store.Find(transfer.Id)?.PausedBy is null ? new ChatException(ErrorCode.FileWrongState) : Paused();
        }
        catch (IOException e) when (DiskFull.Is(e))
        {
            throw new ChatException(ErrorCode.FileNoRoom);
        }
        finally
        {
            if (!kept && RandomAccess.GetLength(file) > offset) RandomAccess.SetLength(file, offset);
        }
    }

    private async Task Flush(SafeFileHandle file, CancellationToken stop)
    {
        // A flush holds its thread until the disk answers; chat needs the others.
        await _flushes.WaitAsync(stop);
        try
        {
            await Task.Run(() => RandomAccess.FlushToDisk(file), stop);
        }
        finally
        {
            _flushes.Release();
        }
    }

    private bool Note(WriteTransaction transaction, Transfer transfer, int length, byte[] hash)
    {
        if (!FileStore.AddChunk(transaction, transfer.Id, transfer.Received, length, hash, time.GetUtcNow().ToUnixTimeMilliseconds()))
            return false;
        transaction.AfterCommit(() =>
        {
            watches.Changed(transfer.Id);
            progress.Received(transfer, transfer.Received + length);
        });
        return true;
    }

    private sealed class Turn(Action end) : IDisposable
    {
        public void Dispose() => end();
    }
}
