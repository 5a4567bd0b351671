namespace Teahouse.Bench.Works.History;

/// <summary>The costs of all kinds of queries, with logs of several lengths side by side.</summary>
internal sealed class HistoryTable
{
    private readonly Dictionary<(string Kind, long Messages, string Way), Samples> _figures = [];
    private readonly List<string> _kinds = [];

    /// <summary>The median of what a query costs in CPU, in milliseconds.</summary>
    public double Cost(string kind, long messages, string way) => _figures[(kind, messages, way)].Median;

    /// <summary>Measures in turns: each file's server, then its store and its SQL.</summary>
    public static async Task<HistoryTable> Measure(IReadOnlyList<HistoryFile> files, int rounds, int queries)
    {
        var table = new HistoryTable();
        // Of several the first one only warms up the disk.
        var warm = rounds > 1 ? 1 : 0;
        for (var round = 0; round < rounds + warm; round++)
        {
            foreach (var file in files)
            {
                var figures = await HistoryServer.Measure(file, queries);
                using (var store = new HistoryStore(file)) figures.AddRange(store.Measure(queries));
                if (round >= warm) table.Add(file.Messages, figures);
            }
        }
        return table;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        long[] sizes = [.. _figures.Keys.Select(key => key.Messages).Distinct()];
        string[] ways = [HistoryServer.Way, HistoryStore.Way, HistoryStore.SqlWay];
        var table = new WorkTable(["CPU ms", .. sizes.SelectMany(size => ways.Select(way => $"{way} {size}"))]);
        foreach (var kind in _kinds)
        {
            table.Add([kind, .. sizes.SelectMany(size => ways.Select(way =>
                _figures.TryGetValue((kind, size, way), out var figures) ? Samples.Text(figures.Median, 3) : ""))]);
        }
        return table.ToString();
    }

    private void Add(long messages, IEnumerable<HistoryFigure> figures)
    {
        foreach (var (kind, way, cost) in figures)
        {
            if (!_kinds.Contains(kind)) _kinds.Add(kind);
            if (!_figures.TryGetValue((kind, messages, way), out var samples)) _figures.Add((kind, messages, way), samples = new Samples());
            samples.Add(cost);
        }
    }
}

/// <summary>What one query of a kind costs.</summary>
/// <param name="Kind">What is asked.</param>
/// <param name="Way">Of whom.</param>
/// <param name="Cost">Milliseconds of CPU.</param>
internal sealed record HistoryFigure(string Kind, string Way, double Cost);
