using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Users;

namespace Teahouse.Server.Files;

/// <summary>
/// Ends transfers that nobody goes on with, frees the bytes of those that have ended, and after a restart brings spool and database into
/// step.
/// </summary>
internal sealed class FileSweeper(
    FileStore store, FileStates states, FileWatches watches, UserStore users, Spool spool, MachineStore machine, UploadRules uploads,
    ChatOptions options, TimeProvider time)
    : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        var wentDown = machine.WentDown();
        foreach (var transfer in store.In(FileState.Accepted).Concat(store.In(FileState.Offered)))
            if (transfer.TakesBytes || transfer.IsHandedOn) await Align(transfer, wentDown);
        if (wentDown)
        {
            FreeLost();
            await machine.Note();
        }
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        TimeSpan[] waits = [options.FileKeep, options.FileIdle, options.OfferIdle, Longest];
        using var timer = new PeriodicTimer(waits.Min(), time);
        do
        {
            await StoreRest();
            await EndIdle(FileState.Offered, options.OfferIdle);
            await EndIdle(FileState.Accepted, options.FileIdle);
            await EndIdle(FileState.Stored, options.FileIdle);
            foreach (var id in spool.Ids().Distinct()) Sweep(id);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>A chunk that the end of the process cut goes; chunks whose bytes are lost are asked for again.</summary>
    private async Task Align(Transfer transfer, bool wentDown)
    {
        var there = spool.Trim(transfer.Id, transfer.Received);
        if (wentDown) there = Math.Min(there, FirstWrong(transfer, there));
        if (there < transfer.Received) await store.TakeBack(transfer.Id, there / Limits.ChunkBytes * Limits.ChunkBytes);
        // What was read after the machine went down is on the disk.
        if (wentDown && machine.IsKnown) await store.SetSynced(transfer.Id);
    }

    /// <summary>Where the first chunk begins that is not what it was, of those that were not on the disk for sure.</summary>
    private long FirstWrong(Transfer transfer, long there)
    {
        var first = transfer.Synced / Limits.ChunkBytes;
        var hashes = store.Hashes(transfer.Id, first);
        using var file = there > 0 ? spool.OpenRead(transfer.Id) : null;
        var chunk = new byte[Math.Min(Limits.ChunkBytes, transfer.Size)];
        for (var number = first; number * Limits.ChunkBytes < there; number++)
        {
            var offset = number * Limits.ChunkBytes;
            var length = FileDigest.ChunkLength(transfer.Size, offset);
            var hash = hashes.AsSpan((int)(number - first) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes);
            if (!IsRight(file!, offset, chunk.AsSpan(0, length), hash)) return offset;
        }
        return there;
    }

    private static bool IsRight(SafeFileHandle file, long offset, Span<byte> chunk, ReadOnlySpan<byte> hash)
    {
        try
        {
            return RandomAccess.Read(file, chunk, offset) == chunk.Length && SHA256.HashData(chunk).AsSpan().SequenceEqual(hash);
        }
        catch (IOException)
        {
            // The disk cannot read it any more.
            return false;
        }
    }

    /// <summary>What was handed on and done lay here for a broken download alone, and nobody knows whether the disk has it.</summary>
    private void FreeLost()
    {
        foreach (var id in spool.Parts().ToArray())
            if (store.Find(id) is { State: FileState.Done }) spool.Free(id);
    }

    /// <summary>
    /// Goes on with transfers whose digest was found right and that are neither stored nor taken: something broke in between, and who sent
    /// them may not ask again.
    /// </summary>
    private async Task StoreRest()
    {
        foreach (var transfer in store.In(FileState.Accepted).Where(one => one is { IsHandedOn: true, PausedBy: null }))
        {
            if (watches.IsWatched(transfer.Id) || users.Find(transfer.SenderId) is not { } sender) continue;
            try
            {
                await uploads.Store(new Author(sender.Id, sender.Name), transfer, transfer.Digest!);
            }
            catch (Exception e) when (e is ChatException or IOException or UnauthorizedAccessException)
            {
                // It moved on in this very moment, or the next round tries again.
            }
        }
    }

    private async Task EndIdle(FileState state, TimeSpan most)
    {
        foreach (var transfer in store.Idle(state, (time.GetUtcNow() - most).ToUnixTimeMilliseconds()))
        {
            // A download over a slow network may take longer than that after the last byte came from the sender.
            if (transfer.PausedBy is null && watches.IsWatched(transfer.Id)) continue;
            if (users.Find(transfer.SenderId) is not { } sender) continue;
            try
            {
                await states.Move(
                    transfer, new Author(sender.Id, sender.Name), new FileFailed(transfer.Id, ErrorCode.FileAbandoned), [state]);
            }
            catch (ChatException refused) when (refused.Code is ErrorCode.FileWrongState or ErrorCode.DiskFull)
            {
                // It went on in this very moment, or the next round ends it.
            }
        }
    }

    private void Sweep(Guid id)
    {
        var transfer = store.Find(id);
        var keepUntil = transfer switch
        {
            null => DateTimeOffset.MinValue,
            { State: FileState.Done } => DateTimeOffset.FromUnixTimeMilliseconds(transfer.ChangedAt) + options.FileKeep,
            { HasEnded: true } => DateTimeOffset.MinValue,
            _ => DateTimeOffset.MaxValue,
        };
        if (time.GetUtcNow() >= keepUntil) spool.Free(id);
    }
}
