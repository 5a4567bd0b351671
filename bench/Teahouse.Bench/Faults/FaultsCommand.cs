using System.CommandLine;
using System.Globalization;
using Spectre.Console;
using Teahouse.Bench.Check;

namespace Teahouse.Bench.Faults;

/// <summary><c>faults [NAME]</c>: runs the faults and prints their table; the exit code says whether the promise held.</summary>
internal static class FaultsCommand
{
    private static readonly string[] Columns =
    [
        "fault", "runs", "attempted", "acknowledged", "stored", "applied", "lost", "duplicated", "unexpected", "out of order", "leaked",
        "recovered", "resync p50 s", "p95 s", "max s", "note",
    ];

    private static readonly Argument<string[]> Names = new("NAME") { Arity = ArgumentArity.ZeroOrMore };
    private static readonly Option<bool> Short = new("--short") { Description = "A few seconds instead of the full run." };
    private static readonly Option<string?> Table = new("--table") { Description = "A file that gets the table as Markdown." };

    public static Command Make()
    {
        var list = string.Join("\n", Fault.All.Select(fault => $"  {fault.Name,-18} {fault.What}"));
        var command = new Command("faults", $"Runs the faults that the house must survive, or those that are named:\n{list}")
        {
            Names, Short, Table,
        };
        command.SetAction((result, _) => Run(result.GetValue(Names)!, !result.GetValue(Short), result.GetValue(Table)));
        return command;
    }

    private static async Task<int> Run(string[] names, bool full, string? table)
    {
        foreach (var unknown in names.Except(Fault.All.Select(fault => fault.Name)))
        {
            AnsiConsole.WriteLine($"There is no fault {unknown}; --help lists them.");
            return 2;
        }
        var rows = new List<FaultRow>();
        foreach (var fault in Fault.All.Where(fault => names.Length == 0 || names.Contains(fault.Name)))
        {
            AnsiConsole.WriteLine($"{fault.Name}: {fault.What} …");
            var row = await fault.Run(full);
            rows.Add(row);
            AnsiConsole.WriteLine(string.Join(" | ", Columns.Zip(Cells(row), (column, cell) => $"{column} {cell}")));
            foreach (var finding in row.Verdict.Findings.Take(20)) AnsiConsole.WriteLine($"    {finding.Breach}: {finding.What}");
            if (!row.Holds) AnsiConsole.WriteLine("    the promise is broken");
        }
        if (table is not null) await File.WriteAllTextAsync(table, Markdown(rows));
        return rows.All(row => row.Holds) ? 0 : 1;
    }

    private static string Markdown(IEnumerable<FaultRow> rows) => string.Join('\n',
    [
        Line(Columns), Line(Columns.Select(_ => "---")), .. rows.Select(row => Line(Cells(row))), "",
    ]);

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";

    private static string[] Cells(FaultRow row)
    {
        var verdict = row.Verdict;
        return
        [
            row.Name, $"{row.Runs}", $"{verdict.Attempted}", $"{verdict.Acknowledged}", $"{verdict.Stored}", $"{verdict.Applied}",
            .. Enum.GetValues<Breach>().Select(breach => $"{verdict.Count(breach)}"),
            $"{verdict.Resyncs.Length}", Seconds(verdict.Resync(0.5)), Seconds(verdict.Resync(0.95)), Seconds(verdict.Resync(1)), row.Note,
        ];
    }

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);
}
