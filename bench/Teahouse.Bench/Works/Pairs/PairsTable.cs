using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Pairs;

/// <summary>The rounds of all rows, and the medians in a table.</summary>
internal sealed class PairsTable
{
    private readonly List<(PairsRow Row, LoadResult Result)> _rounds = [];

    /// <summary>Takes what a row did in a round.</summary>
    public void Add(PairsRow row, IEnumerable<LoadResult> results) => _rounds.AddRange(results.Select(result => (row, result)));

    /// <summary>Whether every delivery and acknowledgement of our server came, once and in order.</summary>
    public bool OursIsWhole => _rounds.All(round => round.Row.Server is not TeahouseRoom || round.Result.IsWhole);

    /// <inheritdoc/>
    public override string ToString()
    {
        var table = new WorkTable(
            "messages/s", "server", "outlives", "µs/message", "lowest–highest", "× ejabberd, archive", "× prosody, archive", "p50 ms",
            "p99 ms", "ack p99 ms", "bytes/message", "load's CPU", "whole");
        foreach (var rate in _rounds.GroupBy(round => round.Result.Rate))
        {
            var cost = rate.GroupBy(round => round.Row.Name).ToDictionary(
                one => one.Key, one => Samples.Of(one.Select(round => round.Row.Cost(round.Result))));
            foreach (var rounds in rate.GroupBy(round => round.Row))
            {
                var (row, results) = (rounds.Key, rounds.Select(round => round.Result).ToArray());
                string Figure(Func<LoadResult, double> figure, int decimals) => Samples.Text(Samples.Of(results.Select(figure)), decimals);
                string Ratio(string other) => cost.TryGetValue(other, out var its) ? Samples.Text(cost[row.Name] / its) : "";
                table.Add(
                    $"{rate.Key}", row.Name, row.Server.Durability, Figure(row.Cost, 0),
                    $"{Samples.Text(results.Min(row.Cost), 0)}–{Samples.Text(results.Max(row.Cost), 0)}", Ratio("ejabberd, archive"),
                    Ratio("prosody, archive"), Figure(r => r.P50, 1), Figure(r => r.P99, 1),
                    row.Server is TeahouseRoom ? Figure(r => r.AckP99, 1) : "no ack", Figure(row.Bytes, 0),
                    Samples.Text(100 * Samples.Of(results.Select(r => r.LoadShare)), 0) + "%",
                    $"{results.Count(result => result.IsWhole)} of {results.Length}");
            }
        }
        return table.ToString();
    }
}
