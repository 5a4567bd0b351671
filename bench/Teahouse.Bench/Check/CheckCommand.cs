using System.CommandLine;
using Spectre.Console;

namespace Teahouse.Bench.Check;

/// <summary><c>check</c>: checks a run that is over, from its journals and its database.</summary>
internal static class CheckCommand
{
    private static readonly Argument<string> Journals = new("JOURNALS") { Description = "The folder of the clients' journals." };
    private static readonly Argument<string> Data = new("DATA") { Description = "The server's data folder." };

    public static Command Make()
    {
        var command = new Command("check", "Holds what clients noted against what is stored.") { Journals, Data };
        command.SetAction(result => Print(Checker.Check(result.GetValue(Journals)!, result.GetValue(Data)!)));
        return command;
    }

    private static int Print(Verdict verdict)
    {
        AnsiConsole.WriteLine(
            $"attempted {verdict.Attempted}, acknowledged {verdict.Acknowledged}, stored {verdict.Stored}, applied {verdict.Applied}");
        foreach (var breach in Enum.GetValues<Breach>()) AnsiConsole.WriteLine($"{breach} {verdict.Count(breach)}");
        AnsiConsole.WriteLine(
            $"recovered {verdict.Resyncs.Length}, resync p50 {verdict.Resync(0.5):0.00} s, "
            + $"p95 {verdict.Resync(0.95):0.00} s, max {verdict.Resync(1):0.00} s");
        foreach (var finding in verdict.Findings.Take(100)) AnsiConsole.WriteLine($"    {finding.Breach}: {finding.What}");
        return verdict.Holds ? 0 : 1;
    }
}
