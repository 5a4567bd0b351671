using Microsoft.Data.Sqlite;

namespace Teahouse.Server.Storage;

/// <summary>Tells failures after which the database must not be written any more from those that undo one write.</summary>
internal static class DiskFailure
{
    private const int IoError = 10;
    private const int Corrupt = 11;
    private const int Full = 13;
    private const int NotADatabase = 26;
    private const int NoRoomForIndex = IoError | (19 << 8);

    /// <summary>Whether nobody knows any more what the disk has, or will have after the next try.</summary>
    public static bool Is(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: IoError or Corrupt or NotADatabase } && !IsFull(failure);

    /// <summary>Whether the disk has no room; the write is undone. The WAL's index has a code of its own for it.</summary>
    public static bool IsFull(Exception failure) =>
        failure is SqliteException { SqliteErrorCode: Full } or SqliteException { SqliteExtendedErrorCode: NoRoomForIndex };
}
