using Teahouse.Bench.Check;

namespace Teahouse.Bench.Faults;

/// <summary>One line of the table of faults.</summary>
/// <param name="Name">The fault.</param>
/// <param name="Runs">How often it struck.</param>
/// <param name="Verdict">What the checker found.</param>
/// <param name="Note">What else was measured, and the bounds it was held to.</param>
internal sealed record FaultRow(string Name, int Runs, Verdict Verdict, string Note)
{
    /// <summary>Beside the promise: whether the fault's own bounds were kept.</summary>
    public bool BoundsKept { get; init; } = true;

    /// <summary>Whether all is as it should be.</summary>
    public bool Holds => Verdict.Holds && BoundsKept;
}
