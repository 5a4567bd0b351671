#if SEEDED_FAULTS
namespace Teahouse.Server.Storage;

/// <summary>
/// Faults that are built in on purpose, one at a time, to show that the bench's checker finds them. They exist in the build configuration
/// <c>Seeded</c> alone.
/// </summary>
internal static class SeededFault
{
    private static readonly string? Chosen = Environment.GetEnvironmentVariable("TEAHOUSE_SEEDED");

    /// <summary>The sender is told "stored" before it is, and the commit comes a little later.</summary>
    public static bool AcknowledgesBeforeCommit => Chosen is "acknowledge-before-commit";

    /// <summary>A message that is sent again is stored again; answers are late, so that there is something to send again.</summary>
    public static bool StoresTwice => Chosen is "no-deduplication";

    /// <summary>A new connection reads the state first and listens a little later.</summary>
    public static bool ReadsBeforeItListens => Chosen is "snapshot-before-subscribe";

    /// <summary>Now and then a listener is not told of what is last.</summary>
    public static bool DropsTails => Chosen is "dropped-tail";

    /// <summary>Commits do not wait for the disk.</summary>
    public static bool SyncsNothing => Chosen is "synchronous-off";

    /// <summary>The heartbeat would heal what these two break, only later.</summary>
    public static bool HasNoHeartbeat => ReadsBeforeItListens || DropsTails;

    /// <summary>A little while, in which the fault can be met.</summary>
    public static void Pause(int milliseconds) => Task.Delay(milliseconds).GetAwaiter().GetResult();
}
#endif
