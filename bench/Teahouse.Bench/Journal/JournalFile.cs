using System.Diagnostics;
using System.Text.Json;

namespace Teahouse.Bench.Journal;

/// <summary>
/// An append-only file of <see cref="Entry"/> lines. Each line is one write to the system, so that a killed process loses at most the
/// line that it was writing.
/// </summary>
internal sealed class JournalFile : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    /// <summary>Makes the file in a folder; a name that is taken gets a number.</summary>
    public JournalFile(string folder, string name)
    {
        var path = Path.Combine(folder, $"{name}.journal");
        for (var again = 1; File.Exists(path); again++) path = Path.Combine(folder, $"{name}-{again}.journal");
        _file = new FileStream(path, FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>The clock of all journals of a machine.</summary>
    public static long Now => Stopwatch.GetTimestamp();

    /// <summary>The time between two moments of that clock.</summary>
    public static TimeSpan Between(long from, long until) => Stopwatch.GetElapsedTime(from, until);

    /// <summary>Appends a line.</summary>
    public void Write(Entry entry)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(entry);
        Array.Resize(ref line, line.Length + 1);
        line[^1] = (byte)'\n';
        lock (_gate) _file.Write(line);
    }

    /// <summary>All journals of a folder, oldest file of a name first; a last line that was cut off is left out.</summary>
    public static IEnumerable<(string Name, List<Entry> Entries)> ReadAll(string folder) =>
        new DirectoryInfo(folder).GetFiles("*.journal").OrderBy(file => file.CreationTimeUtc).ThenBy(file => file.Name)
            .Select(file => (file.Name, Read(file)));

    private static List<Entry> Read(FileInfo file)
    {
        var text = File.ReadAllText(file.FullName);
        return
        [
            .. text[..(text.LastIndexOf('\n') + 1)].Split('\n', StringSplitOptions.RemoveEmptyEntries)
                .Select(line => JsonSerializer.Deserialize<Entry>(line)!),
        ];
    }

    public void Dispose()
    {
        lock (_gate) _file.Dispose();
    }
}
