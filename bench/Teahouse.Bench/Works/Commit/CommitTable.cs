namespace Teahouse.Bench.Works.Commit;

/// <summary>The rounds, and their medians in a table: for each number of senders a row of ours and one of the least.</summary>
internal sealed class CommitTable
{
    private readonly List<(CommitPlan Plan, CommitRound Round)> _rounds = [];

    /// <summary>Takes a round.</summary>
    public void Add(CommitPlan plan, CommitRound round)
    {
        _rounds.Add((plan, round));
        Console.WriteLine(
            $"{plan.Senders} senders, sync + {plan.SyncDelay.TotalMilliseconds} ms: {round.Ours.Stored / round.Ours.Seconds:F0}/s, " +
            $"p50 {Samples.Text(round.Ours.P50)} ms, append {round.Least.Stored / round.Least.Seconds:F0}/s");
    }

    /// <summary>Whether in each round everything was acknowledged, and came once and in order.</summary>
    public bool IsWhole => _rounds.All(one => one.Round.Ours.IsWhole);

    /// <inheritdoc/>
    public override string ToString()
    {
        var table = new WorkTable(
            "senders", "sync +ms", "who", "messages/s", "ack p50 ms", "ack p99 ms", "sync ms", "p50 ÷ sync", "p99 ÷ sync",
            "syncs/message", "CPU µs/message", "load's CPU", "whole");
        foreach (var plan in _rounds.GroupBy(one => one.Plan))
        {
            string Middle(Func<CommitRound, double> figure, int decimals) =>
                Samples.Text(Samples.Of(plan.Select(one => figure(one.Round))), decimals);
            string[] of = [$"{plan.Key.Senders}", Samples.Text(plan.Key.SyncDelay.TotalMilliseconds, 0)];
            table.Add([.. of, "teahouse", Middle(r => r.Ours.Stored / r.Ours.Seconds, 0), Middle(r => r.Ours.P50, 2),
                Middle(r => r.Ours.P99, 2), Middle(r => r.Ours.SyncTime, 2), Middle(r => r.Ours.P50 / r.Ours.SyncTime, 2),
                Middle(r => r.Ours.P99 / r.Ours.SyncTime, 2), Middle(r => (double)r.Ours.Syncs / r.Ours.Stored, 4),
                Middle(r => 1e6 * r.Ours.ServerCpu / r.Ours.Stored, 0),
                Middle(r => 100 * r.Ours.LoadCpu / r.Ours.ServerCpu, 0) + "%",
                $"{plan.Count(one => one.Round.Ours.IsWhole)} of {plan.Count()}"]);
            table.Add([.. of, "append", Middle(r => r.Least.Stored / r.Least.Seconds, 0), Middle(r => r.Least.P50, 2),
                Middle(r => r.Least.P99, 2), Middle(r => r.Least.SyncP50, 2), Middle(r => r.Least.P50 / r.Least.SyncP50, 2),
                Middle(r => r.Least.P99 / r.Least.SyncP50, 2), Middle(r => (double)r.Least.Syncs / r.Least.Stored, 4), "", "", ""]);
        }
        return table.ToString();
    }
}
