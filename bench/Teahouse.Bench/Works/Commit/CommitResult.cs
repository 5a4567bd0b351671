namespace Teahouse.Bench.Works.Commit;

/// <summary>What the senders counted.</summary>
/// <param name="Seconds">How long it was measured.</param>
/// <param name="Stored">Messages that were acknowledged in that time.</param>
/// <param name="P50">Milliseconds from a send to its acknowledgement.</param>
/// <param name="P99">The same of the slowest in a hundred.</param>
/// <param name="Syncs">Syncs of the database's files in that time, counted under SQLite.</param>
/// <param name="SyncSeconds">What they took together.</param>
/// <param name="ServerCpu">Seconds of the server.</param>
/// <param name="LoadCpu">Seconds of the load generator.</param>
/// <param name="IsWhole">Whether everything was acknowledged, and came to both of each pair, once and in order.</param>
internal sealed record CommitResult(
    double Seconds, long Stored, double P50, double P99, long Syncs, double SyncSeconds, double ServerCpu, double LoadCpu, bool IsWhole)
{
    /// <summary>Milliseconds of a sync, as this server had them.</summary>
    public double SyncTime => 1000 * SyncSeconds / Syncs;
}

/// <summary>What the program that only appends and syncs counted.</summary>
/// <param name="Seconds">How long it ran.</param>
/// <param name="Stored">Records that were synced.</param>
/// <param name="P50">Milliseconds from a record to the sync that made it safe.</param>
/// <param name="P99">The same of the slowest in a hundred.</param>
/// <param name="Syncs">Syncs.</param>
/// <param name="SyncP50">Milliseconds of one.</param>
/// <param name="SyncP99">Of the slowest in a hundred.</param>
internal sealed record AppendResult(double Seconds, long Stored, double P50, double P99, long Syncs, double SyncP50, double SyncP99);
