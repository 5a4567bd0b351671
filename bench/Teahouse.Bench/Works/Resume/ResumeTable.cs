namespace Teahouse.Bench.Works.Resume;

/// <summary>The storms, and their medians in a table.</summary>
internal sealed class ResumeTable(ResumePlan plan)
{
    private readonly List<ResumeResult> _rounds = [];

    /// <summary>Takes a storm.</summary>
    public void Add(ResumeResult result) => _rounds.Add(result);

    /// <summary>Whether in each all came back, and everybody has everything once.</summary>
    public bool IsWhole => _rounds.All(result => result.IsWhole(plan));

    /// <inheritdoc/>
    public override string ToString()
    {
        var table = new WorkTable(
            "connections", "outlives", "s to the last", "lowest–highest", "CPU ms/resume", "KB/resume", "attempts", "events missed",
            "p50/p99 ms before", "p50/p99 ms meanwhile", "ack p99 ms", "talk's CPU", "load's CPU", "whole");
        string Figure(Func<ResumeResult, double> figure, int decimals) => Samples.Text(Samples.Of(_rounds.Select(figure)), decimals);
        table.Add(
            $"{plan.Returning}", "power loss", Figure(one => one.Seconds, 1),
            $"{Samples.Text(_rounds.Min(one => one.Seconds), 1)}–{Samples.Text(_rounds.Max(one => one.Seconds), 1)}",
            Figure(one => one.CostOf(plan), 2), Figure(one => one.Bytes / 1024.0 / plan.Returning, 0), Figure(one => one.Attempts, 0),
            Figure(one => one.Missed, 0), $"{Figure(one => one.QuietP50, 0)}/{Figure(one => one.QuietP99, 0)}",
            $"{Figure(one => one.P50, 0)}/{Figure(one => one.P99, 0)}", Figure(one => one.AckP99, 0),
            Figure(one => 100 * one.QuietCpu, 0) + "%", Figure(one => 100 * one.LoadCpu / one.ServerCpu, 0) + "%",
            $"{_rounds.Count(one => one.IsWhole(plan))} of {_rounds.Count}");
        return table.ToString();
    }
}
