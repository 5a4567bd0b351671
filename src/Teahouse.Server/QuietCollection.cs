namespace Teahouse.Server;

/// <summary>
/// Gives memory back to the system when the house has gone quiet after it was busy: the collector rests when nobody allocates, and would
/// keep what the busy time has left (decision 38).
/// </summary>
internal sealed class QuietCollection(TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);

    /// <summary>Allocated in a look it makes the house busy; five thousand windows in which nobody does anything allocate less.</summary>
    private const long BusyBytes = 16 << 20;

    /// <summary>So many other looks in a row make it quiet.</summary>
    private const int QuietLooks = 3;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var looks = new PeriodicTimer(Look, time);
        var (allocated, wasBusy, quiet, collectedAt) = (0L, false, 0, time.GetTimestamp());
        while (await looks.WaitForNextTickAsync(stoppingToken))
        {
            var before = allocated;
            allocated = GC.GetTotalAllocatedBytes();
            var isBusy = allocated - before >= BusyBytes;
            (wasBusy, quiet) = (wasBusy || isBusy, isBusy ? 0 : quiet + 1);
            if (!wasBusy || quiet < QuietLooks || time.GetElapsedTime(collectedAt) < ShortestInterval) continue;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            (wasBusy, collectedAt) = (false, time.GetTimestamp());
        }
    }
}
