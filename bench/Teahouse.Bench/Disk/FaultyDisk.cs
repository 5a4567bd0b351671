using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Disk;

/// <summary>
/// The disk under SQLite's files of one folder: it can fail as <see cref="DiskFailure"/> orders, take its time over a sync, count syncs,
/// and note what became durable and what did not, so that <see cref="PowerLoss"/> can take the rest away.
/// </summary>
internal sealed class FaultyDisk : IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder;
    private readonly DiskFaults _faults;
    private readonly DiskLog? _log;
    private readonly SyncCount? _syncs;

    /// <param name="folder">Whose database files; nothing of them is open yet.</param>
    /// <param name="faults">What it can do.</param>
    public FaultyDisk(string folder, DiskFaults faults)
    {
        (_folder, _faults) = (Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)), faults);
        if (faults.Log is not null) _log = new DiskLog(faults.Log, _folder);
        if (faults.Syncs is not null) _syncs = new SyncCount(faults.Syncs);
        DiskShim.Add(_folder, this);
    }

    /// <summary>The code with which an operation fails, or 0.</summary>
    public int Failure(string name, DiskOperation operation)
    {
        if (_faults.Orders is null) return 0;
        lock (_gate)
        {
            if (DiskFailure.Ordered(_faults.Orders) is not { } failure || !failure.Strikes(name, operation)) return 0;
            if (failure.Times > 1) (failure with { Times = failure.Times - 1 }).Order(_faults.Orders);
            else File.Delete(_faults.Orders);
            if (!File.Exists(StruckPath(_faults.Orders))) File.WriteAllText(StruckPath(_faults.Orders), $"{JournalFile.Now}");
            return failure.Code;
        }
    }

    /// <summary>The file that says when an ordered failure first struck, by the clock of the journals.</summary>
    public static string StruckPath(string orders) => orders + ".struck";

    /// <summary>The time that a sync takes more.</summary>
    public void Wait()
    {
        if (_faults.SyncDelay > TimeSpan.Zero) Thread.Sleep(_faults.SyncDelay);
    }

    public void Written(string name, long offset, ReadOnlySpan<byte> bytes) => _log?.Append(DiskChange.Write, name, offset, bytes);

    public void Truncated(string name, long length) => _log?.Append(DiskChange.Truncate, name, length);

    public void Deleted(string name) => _log?.Append(DiskChange.Delete, name);

    /// <summary>A sync of a file has ended.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="succeeded">Whether it is durable.</param>
    /// <param name="took">How long it took, with the time that it was told to take more.</param>
    public void Synced(string name, bool succeeded, TimeSpan took)
    {
        _log?.Append(succeeded ? DiskChange.Sync : DiskChange.SyncFailed, name);
        _syncs?.Add(took);
    }

    public void FolderSynced() => _log?.Append(DiskChange.SyncFolder, "");

    public void Dispose()
    {
        DiskShim.Remove(_folder);
        _log?.Dispose();
        _syncs?.Dispose();
    }
}

/// <summary>What a <see cref="FaultyDisk"/> can do.</summary>
/// <param name="Log">A folder for the notes of what is durable; none are taken without it.</param>
/// <param name="Orders">The path of the file that orders a <see cref="DiskFailure"/>.</param>
/// <param name="SyncDelay">The time that each sync takes more.</param>
/// <param name="Syncs">The path of the file that has the <see cref="SyncCount"/>.</param>
internal sealed record DiskFaults(string? Log = null, string? Orders = null, TimeSpan SyncDelay = default, string? Syncs = null);
