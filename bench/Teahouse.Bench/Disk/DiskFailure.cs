using System.Globalization;

namespace Teahouse.Bench.Disk;

/// <summary>What a disk is asked to do.</summary>
internal enum DiskOperation
{
    Read,
    Write,
    Sync,
}

/// <summary>A failure that a <see cref="FaultyDisk"/> is told to have, by a file, so that another process can tell it.</summary>
/// <param name="File">The ending of the file's name: <c>-wal</c>, <c>.db</c>, or nothing for any.</param>
/// <param name="Operation">What fails.</param>
/// <param name="Code">SQLite's code for it.</param>
/// <param name="Times">How often in a row.</param>
internal sealed record DiskFailure(string File, DiskOperation Operation, int Code, int Times)
{
    /// <summary>SQLITE_IOERR_FSYNC.</summary>
    public const int FailedSync = 10 | (4 << 8);

    /// <summary>SQLITE_IOERR_READ.</summary>
    public const int FailedRead = 10 | (1 << 8);

    /// <summary>SQLITE_FULL.</summary>
    public const int Full = 13;

    /// <summary>From now on, the disk that watches the path fails so.</summary>
    public void Order(string path)
    {
        var order = string.Create(CultureInfo.InvariantCulture, $"{File};{Operation};{Code};{Times}");
        System.IO.File.WriteAllText(path + ".new", order);
        System.IO.File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>What is ordered, or null.</summary>
    public static DiskFailure? Ordered(string path)
    {
        if (!System.IO.File.Exists(path)) return null;
        var parts = System.IO.File.ReadAllText(path).Split(';');
        return new DiskFailure(
            parts[0], Enum.Parse<DiskOperation>(parts[1]), int.Parse(parts[2], CultureInfo.InvariantCulture),
            int.Parse(parts[3], CultureInfo.InvariantCulture));
    }

    /// <summary>Whether this strikes an operation on a file.</summary>
    public bool Strikes(string name, DiskOperation operation) => operation == Operation && name.EndsWith(File, StringComparison.Ordinal);
}
