namespace Teahouse.Tests.Kit;

/// <summary>A table of docs/DELIVERY.md, which tests print when <c>dotnet dev.cs faults</c> runs them.</summary>
public static class FaultTable
{
    /// <summary>Whether a fault runs fully, as <c>dotnet dev.cs faults</c> asks for, or shortly, as on every day.</summary>
    public static bool Full => Asked == "full";

    private static string? Asked => Environment.GetEnvironmentVariable("FAULTS");

    /// <summary>Prints rows under their heads; nothing in the tests of every day.</summary>
    /// <param name="rows">The heads, then the cells of each row.</param>
    public static void Print(params string[][] rows)
    {
        if (Asked is null) return;
        // Beside the tests' own report, which would put the test's name before each line.
        using var terminal = new StreamWriter(Console.OpenStandardOutput());
        terminal.WriteLine(Line(rows[0]));
        terminal.WriteLine(Line(rows[0].Select(_ => "---")));
        foreach (var row in rows[1..]) terminal.WriteLine(Line(row));
    }

    private static string Line(IEnumerable<string> cells) => $"| {string.Join(" | ", cells)} |";
}
