namespace Teahouse.Bench.Disk;

/// <summary>What happened to a file.</summary>
internal enum DiskChange : byte
{
    Write,
    Truncate,
    Delete,
    Sync,
    SyncFailed,
    SyncFolder,
}

/// <summary>One line of a <see cref="DiskLog"/>.</summary>
internal sealed record DiskEntry(DiskChange Change, string File, long Offset, byte[] Bytes);

/// <summary>
/// Everything that one life of a process did to its database files, in order, with the files as that life found them; what it found
/// counts as durable. It is written to the system at once, so that a killed process leaves it whole.
/// </summary>
internal sealed class DiskLog : IDisposable
{
    private const string LogName = "changes";

    private static readonly string[] DatabaseFiles = ["teahouse.db", "teahouse.db-wal", "teahouse.db-journal"];

    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly MemoryStream _entry = new();
    private bool _closed;

    /// <param name="log">Its folder; what an earlier life left there goes.</param>
    /// <param name="data">The folder of the database.</param>
    public DiskLog(string log, string data)
    {
        Directory.CreateDirectory(log);
        foreach (var old in Directory.GetFiles(log)) File.Delete(old);
        foreach (var name in DatabaseFiles.Where(name => File.Exists(Path.Combine(data, name))))
            File.Copy(Path.Combine(data, name), Path.Combine(log, name));
        _file = new FileStream(Path.Combine(log, LogName), FileMode.CreateNew, FileAccess.Write, FileShare.Read, bufferSize: 0);
    }

    /// <summary>Notes a change that has happened.</summary>
    public void Append(DiskChange change, string file, long offset = 0, ReadOnlySpan<byte> bytes = default)
    {
        lock (_gate)
        {
            if (_closed) return;
            _entry.SetLength(0);
            using (var writer = new BinaryWriter(_entry, System.Text.Encoding.UTF8, leaveOpen: true))
            {
                writer.Write((byte)change);
                writer.Write(file);
                writer.Write(offset);
                writer.Write(bytes.Length);
                writer.Write(bytes);
            }
            _file.Write(_entry.GetBuffer(), 0, (int)_entry.Length);
        }
    }

    /// <summary>A file as the life found it, or null when it was not there.</summary>
    public static byte[]? Found(string log, string file)
    {
        var path = Path.Combine(log, file);
        return File.Exists(path) ? File.ReadAllBytes(path) : null;
    }

    /// <summary>All changes; a last one that the end of the process cut off is left out, for it had not happened yet.</summary>
    public static IEnumerable<DiskEntry> Read(string log)
    {
        using var reader = new BinaryReader(File.OpenRead(Path.Combine(log, LogName)));
        while (true)
        {
            DiskEntry entry;
            try
            {
                var (change, file) = ((DiskChange)reader.ReadByte(), reader.ReadString());
                var (offset, length) = (reader.ReadInt64(), reader.ReadInt32());
                entry = new DiskEntry(change, file, offset, reader.ReadBytes(length));
                if (entry.Bytes.Length < length) yield break;
            }
            catch (EndOfStreamException)
            {
                yield break;
            }
            yield return entry;
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _file.Dispose();
        }
    }
}
