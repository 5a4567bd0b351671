namespace Teahouse.Bench.Works;

/// <summary>A table of figures, as Markdown that also reads well in a terminal.</summary>
internal sealed class WorkTable(params string[] columns)
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row, a cell for each column.</summary>
    public void Add(params string[] cells) => _rows.Add(cells);

    /// <inheritdoc/>
    public override string ToString()
    {
        int[] widths = [.. columns.Select((column, i) => _rows.Select(row => row[i].Length).Append(column.Length).Max())];
        return string.Join('\n', [Line(columns, widths), Line(widths.Select(width => new string('-', width)), widths),
            .. _rows.Select(row => Line(row, widths)), ""]);
    }

    private static string Line(IEnumerable<string> cells, int[] widths) =>
        $"| {string.Join(" | ", cells.Zip(widths, (cell, width) => cell.PadRight(width)))} |";
}
