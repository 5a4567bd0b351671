using Teahouse.Bench.Check;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Faults;

/// <summary>
/// A fault that was built into the server (configuration <c>Seeded</c>), and the breach by which the checker must find it.
/// </summary>
internal sealed record NegativeControl(string Seed, Breach Expected, Func<string, Task<Verdict>> Run)
{
    /// <summary>The faults of delivery.md's last paragraph.</summary>
    public static readonly NegativeControl[] All =
    [
        new("acknowledge-before-commit", Breach.Lost, WithKills),
        new("no-deduplication", Breach.Duplicated, WithKills),
        new("snapshot-before-subscribe", Breach.Lost, WithArrivals),
        new("dropped-tail", Breach.Lost, WithKills),
        new("synchronous-off", Breach.Lost, LostPower.RunSeeded),
    ];

    /// <summary>So few that nothing piles up in the outboxes of a busy machine: what is sent late would heal what was missed.</summary>
    private static readonly CrowdSize Size = CrowdSize.Few with { Rate = 20, PublicEvery = 4 };

    /// <summary>How long healing may take: what a seeded server breaks never heals; a clean run ends as soon as all is well.</summary>
    public static TimeSpan Patience(string seed) => TimeSpan.FromSeconds(seed.Length == 0 ? 60 : 4);

    /// <summary>The server is killed while everybody talks.</summary>
    private static async Task<Verdict> WithKills(string seed)
    {
        await using var run = await FaultRun.Start(Size.Guests, seed);
        await using var crowd = await run.Enter(Size);
        await using (crowd.Talk())
        {
            for (var kill = 0; kill < 2; kill++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                // What was just acknowledged is the least likely to be stored.
                var since = JournalFile.Now;
                await Crowd.Until(() => crowd.Windows.Any(w => w.LastAcknowledged > since), TimeSpan.FromSeconds(30), "one is answered");
                await run.KillServer();
            }
        }
        return await run.Finish(Patience(seed), crowd);
    }

    /// <summary>Other windows open while everybody talks, and the talk ends while they do.</summary>
    private static async Task<Verdict> WithArrivals(string seed)
    {
        await using var run = await FaultRun.Start(Size.Guests, seed);
        await using var crowd = await run.Enter(Size);
        await using var late = run.Gather(Size);
        Task arriving;
        await using (crowd.Talk())
        {
            await Task.Delay(TimeSpan.FromMilliseconds(500));
            arriving = late.Enter();
            // When the first is in, others have read the state and do not listen yet, if that is the order in which they do it.
            await Crowd.Until(() => late.Windows.Any(window => window.Client.Link.IsOnline), TimeSpan.FromSeconds(60), "one is in");
        }
        await arriving;
        return await run.Finish(Patience(seed), crowd, late);
    }
}
