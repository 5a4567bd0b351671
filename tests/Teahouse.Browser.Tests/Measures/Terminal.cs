namespace Teahouse.Browser.Tests.Measures;

/// <summary>The terminal itself: what goes to the console the runner of the tests keeps for its report.</summary>
internal static class Terminal
{
    public static async Task Print(string lines)
    {
        await using var output = new StreamWriter(Console.OpenStandardOutput());
        await output.WriteLineAsync(lines);
    }
}
