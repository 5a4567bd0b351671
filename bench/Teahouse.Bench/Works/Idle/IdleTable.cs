namespace Teahouse.Bench.Works.Idle;

/// <summary>The rounds of all servers, and the medians in a table.</summary>
internal sealed class IdleTable
{
    private readonly List<(string Server, IdleResult Result)> _rounds = [];

    /// <summary>Takes a server's round.</summary>
    public void Add(string server, IdleResult result) => _rounds.Add((server, result));

    /// <inheritdoc/>
    public override string ToString()
    {
        var table = new WorkTable(
            "server", "KB/connection (RSS)", "lowest–highest", "KB/connection (PSS)", "MB at first", "MB at last", "idle CPU", "rounds");
        foreach (var rounds in _rounds.GroupBy(round => round.Server, round => round.Result))
        {
            string Figure(Func<IdleResult, double> figure, int decimals) => Samples.Text(Samples.Of(rounds.Select(figure)), decimals);
            table.Add(
                rounds.Key, Figure(one => one.Resident, 1),
                $"{Samples.Text(rounds.Min(one => one.Resident), 1)}–{Samples.Text(rounds.Max(one => one.Resident), 1)}",
                Figure(one => one.Proportional, 1), Figure(one => one.First, 0), Figure(one => one.Last, 0),
                Figure(one => 100 * one.Cpu, 1) + "%", $"{rounds.Count()}");
        }
        return table.ToString();
    }
}
