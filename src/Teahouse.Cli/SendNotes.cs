using System.Globalization;

namespace Teahouse.Cli;

/// <summary>When each file that is being sent was last written as its transfer began, so that a later run knows it for the same.</summary>
internal static class SendNotes
{
    private static readonly TimeSpan Longest = TimeSpan.FromDays(60);

    private static string Folder => Path.Combine(
        Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create),
        "Teahouse", "sending");

    /// <summary>The time that was noted, or null.</summary>
    public static DateTime? Read(Guid fileId) =>
        File.Exists(PathOf(fileId)) && long.TryParse(File.ReadAllText(PathOf(fileId)), CultureInfo.InvariantCulture, out var ticks)
            ? new DateTime(ticks, DateTimeKind.Utc)
            : null;

    /// <summary>Notes it before the first byte is sent.</summary>
    public static void Write(Guid fileId, DateTime modified)
    {
        // Those of runs that were killed at their end, or never came back.
        foreach (var old in Directory.CreateDirectory(Folder).EnumerateFiles().Where(f => f.LastWriteTimeUtc < DateTime.UtcNow - Longest))
            old.Delete();
        File.WriteAllText(PathOf(fileId), modified.Ticks.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Forgets a transfer that is over.</summary>
    public static void Forget(Guid fileId)
    {
        if (Directory.Exists(Folder)) File.Delete(PathOf(fileId));
    }

    private static string PathOf(Guid fileId) => Path.Combine(Folder, fileId.ToString("N"));
}
