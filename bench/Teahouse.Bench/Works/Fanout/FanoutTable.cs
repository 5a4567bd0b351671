namespace Teahouse.Bench.Works.Fanout;

/// <summary>The rounds of all servers, and the medians in a table.</summary>
internal sealed class FanoutTable
{
    private readonly List<(RoomServer Server, LoadResult Result)> _rounds = [];

    /// <summary>Takes what a server did in a round.</summary>
    public void Add(RoomServer server, IEnumerable<LoadResult> results) => _rounds.AddRange(results.Select(result => (server, result)));

    /// <summary>Whether every delivery of our server came, once and in order.</summary>
    public bool OursIsWhole => _rounds.All(round => round.Server is not TeahouseRoom || round.Result.IsWhole);

    /// <inheritdoc/>
    public override string ToString()
    {
        var table = new WorkTable(
            "messages/s", "server", "outlives", "µs/delivery", "lowest–highest", "× ngircd", "× floor", "× ejabberd", "p50 ms", "p99 ms",
            "ack p99 ms", "bytes/delivery", "marks/s", "load's CPU", "whole");
        foreach (var rate in _rounds.GroupBy(round => round.Result.Rate))
        {
            var cost = rate.GroupBy(round => round.Server.Name).ToDictionary(one => one.Key, one => Median(one, result => result.Cost));
            foreach (var server in rate.GroupBy(round => round.Server.Name))
            {
                string Figure(Func<LoadResult, double> figure, int decimals) => Samples.Text(Median(server, figure), decimals);
                string Ratio(string other) => cost.TryGetValue(other, out var its) ? Samples.Text(cost[server.Key] / its) : "";
                var costs = server.Select(round => round.Result.Cost).ToArray();
                table.Add(
                    $"{rate.Key}", server.Key, server.First().Server.Durability, Figure(r => r.Cost, 2),
                    $"{Samples.Text(costs.Min(), 1)}–{Samples.Text(costs.Max(), 1)}", Ratio("ngircd"), Ratio("C floor"),
                    Ratio("ejabberd, archive"),
                    Figure(r => r.P50, 0), Figure(r => r.P99, 0), Figure(r => r.AckP99, 0), Figure(r => r.DeliveryBytes, 0),
                    Figure(r => r.Marks / Math.Max(r.Seconds, 1), 0), Samples.Text(100 * Median(server, r => r.LoadShare), 0) + "%",
                    $"{server.Count(round => round.Result.IsWhole)} of {server.Count()}");
            }
        }
        return table.ToString();
    }

    private static double Median(IEnumerable<(RoomServer Server, LoadResult Result)> rounds, Func<LoadResult, double> figure) =>
        Samples.Of(rounds.Select(round => figure(round.Result)));
}
