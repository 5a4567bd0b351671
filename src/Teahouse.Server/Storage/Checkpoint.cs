using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Teahouse.Server.Storage;

/// <summary>
/// Carries the WAL over into the database whenever it has grown by so much. SQLite would do so by itself at the end of a commit, but keeps
/// it to itself when a sync fails there; here it is a failure like any other.
/// </summary>
internal sealed class Checkpoint(SqliteConnection connection) : IDisposable
{
    private const int Pages = 4000;

    private readonly SqliteCommand _carry = new("PRAGMA wal_checkpoint(PASSIVE)", connection);
    // What an earlier process left is carried over after the first commit.
    private int _waiting = Pages;

    /// <summary>To be called after each commit; seldom does anything.</summary>
    /// <exception cref="SqliteException">The disk failed, see <see cref="DiskFailure"/>.</exception>
    public void RunWhenDue()
    {
        raw.sqlite3_db_status(connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1);
        _waiting += written;
        if (_waiting < Pages) return;
        try
        {
            using var row = _carry.ExecuteReader();
            row.Read();
            var (inLog, carried) = (row.GetInt32(1), row.GetInt32(2));
            // A reader holds up the rest; it is tried again after the next commit.
            _waiting = inLog - carried;
        }
        catch (SqliteException e) when (!DiskFailure.Is(e))
        {
            // A full disk: all is safe in the WAL, and stays there until there is room.
        }
    }

    public void Dispose() => _carry.Dispose();
}
