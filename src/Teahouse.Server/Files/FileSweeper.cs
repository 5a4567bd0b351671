using Teahouse.Protocol;

namespace Teahouse.Server.Files;

/// <summary>Frees the bytes of transfers that have ended, and after a restart brings spool and database into step.</summary>
internal sealed class FileSweeper(FileStore store, Spool spool, ChatOptions options, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(1);

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var transfer in store.In(FileState.Accepted)) await Align(transfer);
        await base.StartAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.FileKeep < Longest ? options.FileKeep : Longest, time);
        do
        {
            foreach (var id in spool.Ids().Distinct()) Sweep(id);
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>A chunk that the end of the process cut goes; chunks whose bytes are lost are asked for again.</summary>
    private async Task Align(Transfer transfer)
    {
        var there = spool.Trim(transfer.Id, transfer.Received);
        if (there < transfer.Received) await store.TakeBack(transfer.Id, there / Limits.ChunkBytes * Limits.ChunkBytes);
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
