using System.Diagnostics;

namespace Teahouse.Browser.Tests.Delivery;

/// <summary>A line of the table of faults in docs/DELIVERY.md, for those that need real browsers.</summary>
/// <param name="Name">The fault, as `dotnet dev.cs faults` calls it.</param>
internal sealed record FaultRow(string Name)
{
    private readonly Stopwatch _clock = Stopwatch.StartNew();

    /// <inheritdoc cref="FaultTable.Full"/>
    public static bool Full => FaultTable.Full;

    /// <summary>Says what came of it.</summary>
    /// <param name="runs">How often the fault struck.</param>
    /// <param name="sent">The messages.</param>
    /// <param name="lost">Those that somebody lacks in the end.</param>
    /// <param name="duplicated">Those that somebody has twice.</param>
    /// <param name="reconnects">New connections of windows that had one.</param>
    /// <param name="note">What else was measured.</param>
    public void Print(int runs, int sent, int lost, int duplicated, int reconnects, string note) => FaultTable.Print(
        ["fault", "runs", "messages sent", "lost", "duplicated", "seconds", "reconnects", "note"],
        [Name, $"{runs}", $"{sent}", $"{lost}", $"{duplicated}", $"{_clock.Elapsed.TotalSeconds:0}", $"{reconnects}", note]);
}
