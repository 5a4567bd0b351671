using System.Globalization;
using Teahouse.Bench.Disk;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Faults;

/// <summary>
/// A sync fails while everybody talks, once or for good, under a commit or while the WAL is carried over. The server must end by itself at
/// once, and the power is lost then, because after a failed sync the system calls the next one a success without having written.
/// </summary>
internal static class FailingSync
{
    private const string Orders = "disk-orders";

    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(5);
    private static readonly DiskFailure[] Failures =
    [
        new("-wal", DiskOperation.Sync, DiskFailure.FailedSync, Times: 1),
        new(".db", DiskOperation.Sync, DiskFailure.FailedSync, Times: 1),
        new("", DiskOperation.Sync, DiskFailure.FailedSync, Times: int.MaxValue),
    ];

    public static async Task<FaultRow> Run(bool full)
    {
        var (size, rounds) = full ? (CrowdSize.Full, 18) : (CrowdSize.Few, 2);
        var chance = Chance.Make();
        await using var run = await FaultRun.Start(size.Guests, "", [.. LostPower.Disk, "--disk-orders", $"../{Orders}"]);
        await using var crowd = await run.Enter(size);
        var slowest = TimeSpan.Zero;
        await using (crowd.Talk())
        {
            for (var round = 0; round < rounds; round++)
            {
                await Task.Delay(chance.Next(300, full ? 3_000 : 1_000));
                var failure = Failures[round % Failures.Length];
                await run.Harm("failing sync", async () =>
                {
                    var took = await Fail(run, failure);
                    slowest = took > slowest ? took : slowest;
                    LostPower.Strike(run, chance, share: chance.Next(2) * chance.NextDouble());
                    await run.Server.Restart();
                });
            }
        }
        var note = $"{size}; ended by itself within {slowest.TotalSeconds:0.00} s (bound {Bound.TotalSeconds} s); seed {chance.Seed}";
        return new FaultRow("failing-fsync", rounds, await run.Finish(TimeSpan.FromSeconds(60), crowd), note)
        {
            BoundsKept = slowest < Bound,
        };
    }

    /// <summary>Lets the disk fail, and waits until the server has ended.</summary>
    /// <returns>How long that took since the first failure.</returns>
    private static async Task<TimeSpan> Fail(FaultRun run, DiskFailure failure)
    {
        var (orders, struck) = (run.PathOf(Orders), FaultyDisk.StruckPath(run.PathOf(Orders)));
        File.Delete(struck);
        failure.Order(orders);
        try
        {
            // The WAL is carried over after a thousand pages, which a small crowd takes a while to fill.
            await run.Server.Ended(TimeSpan.FromSeconds(60));
        }
        catch (TimeoutException)
        {
            run.Server.Kill();
            return TimeSpan.MaxValue;
        }
        finally
        {
            File.Delete(orders);
        }
        return JournalFile.Between(long.Parse(File.ReadAllText(struck), CultureInfo.InvariantCulture), JournalFile.Now);
    }
}
