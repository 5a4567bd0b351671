using Teahouse.Bench.Guests;

namespace Teahouse.Bench.Faults;

/// <summary>The server is killed under 2,000 windows, which all come back at once.</summary>
internal static class ReconnectStorm
{
    private static readonly TimeSpan Bound = TimeSpan.FromSeconds(30);

    public static async Task<FaultRow> Run(bool full)
    {
        var size = new CrowdSize(full ? 200 : 20, 10, full ? 20 : 10);
        await using var run = await FaultRun.Start(size.Guests);
        await using var crowd = await run.Enter(size);
        await using (crowd.Talk())
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            await run.KillServer();
            await Task.Delay(Bound);
        }
        var verdict = await run.Finish(TimeSpan.FromSeconds(60), crowd);
        var back = verdict.Resyncs.Length == crowd.Windows.Count && verdict.Resyncs[^1] <= Bound;
        var note = $"{size}; all whole within {Bound.TotalSeconds} s: {(back ? "yes" : "NO")}";
        return new FaultRow("storm", 1, verdict, note) { BoundsKept = back };
    }
}
