namespace Teahouse.Bench.Faults;

/// <summary>A fault that the house must survive.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="What">What it does.</param>
/// <param name="Run">Runs it: fully, or shortly for the tests of every day.</param>
internal sealed record Fault(string Name, string What, Func<bool, Task<FaultRow>> Run)
{
    /// <summary>All of them.</summary>
    public static readonly Fault[] All =
    [
        new("server-kill", "kill -9 of the server at random moments", KilledServer.Run),
        new("power-loss", "only what was synced is left, and a random part of the rest", LostPower.Run),
        new("failing-fsync", "a sync of the disk fails, once or for good", FailingSync.Run),
    ];
}
