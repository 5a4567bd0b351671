namespace Teahouse.Bench.Works.Idle;

/// <summary>What the idle cost a server.</summary>
/// <param name="Resident">KB of resident memory for each connection more.</param>
/// <param name="Proportional">The same of memory that is shared counted by its share.</param>
/// <param name="First">MB resident at the first step.</param>
/// <param name="Last">MB resident at the last step.</param>
/// <param name="Cpu">The part of a core that it takes while nothing happens.</param>
internal sealed record IdleResult(double Resident, double Proportional, double First, double Last, double Cpu)
{
    /// <inheritdoc/>
    public override string ToString() =>
        $"{Samples.Text(Resident, 1)} KB a connection ({Samples.Text(First, 0)} to {Samples.Text(Last, 0)} MB), " +
        $"{Samples.Text(100 * Cpu, 1)}% of a core";
}
