using Teahouse.Server.Live;

namespace Teahouse.Server;

/// <summary>
/// Gives memory back to the system when the house has gone quiet after it was busy: the collector rests when nobody allocates, and would
/// keep what the busy time has left (decision 38).
/// </summary>
/// <param name="feed">Knows whether anybody says something.</param>
/// <param name="time">The clock.</param>
internal sealed class QuietCollection(RoomFeed feed, TimeProvider time) : BackgroundService
{
    private static readonly TimeSpan Look = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan ShortestInterval = TimeSpan.FromMinutes(1);

    /// <summary>Allocated in a look it makes the house busy; five thousand windows in which nobody does anything allocate less.</summary>
    private const long BusyBytes = 16 << 20;

    /// <summary>So many other looks in a row, in which nobody said anything either, make it quiet.</summary>
    private const int QuietLooks = 3;

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var looks = new PeriodicTimer(Look, time);
        var (allocated, told, wasBusy, quiet, collectedAt) = (0L, 0L, false, 0, time.GetTimestamp());
        while (await looks.WaitForNextTickAsync(stoppingToken))
        {
            var (allocatedBefore, toldBefore) = (allocated, told);
            (allocated, told) = (GC.GetTotalAllocatedBytes(), feed.Count);
            var isBusy = allocated - allocatedBefore >= BusyBytes;
            (wasBusy, quiet) = (wasBusy || isBusy, isBusy || told != toldBefore ? 0 : quiet + 1);
            if (!wasBusy || quiet < QuietLooks || time.GetElapsedTime(collectedAt) < ShortestInterval) continue;
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            (wasBusy, collectedAt) = (false, time.GetTimestamp());
        }
    }
}
