using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Teahouse.Server.Storage;

/// <summary>
/// Carries the WAL over into the database when it has grown: the bulk on a thread and a connection of its own while writes go on, then
/// the little that came meanwhile between two writes, so that the next one begins the WAL anew (decision 37). SQLite would do so by
/// itself at the end of a commit, but keeps it to itself when a sync fails there; here it is a failure like any other.
/// </summary>
/// <param name="writing">The writer's connection.</param>
/// <param name="carrying">Another one to the same database, for the bulk; it is disposed of with this.</param>
internal sealed class Checkpoint(SqliteConnection writing, SqliteConnection carrying) : IDisposable
{
    /// <summary>Pages after which it is time for the bulk.</summary>
    private const int Many = 4000;

    /// <summary>So few hold a write up no longer than a sync does.</summary>
    private const int Few = 500;

    /// <summary>When so many come during a bulk, writes wait for it: the WAL would grow for ever.</summary>
    private const int TooMany = 4 * Many;

    private readonly SqliteCommand _carryBulk = CarryOver(carrying);
    private readonly SqliteCommand _carryRest = CarryOver(writing);
    private Task? _bulk;

    // What an earlier process left is carried over after the first commit.
    private int _written = Many;

    /// <summary>To be called by the writer after each commit; seldom takes time.</summary>
    /// <exception cref="SqliteException">The disk failed, see <see cref="DiskFailure"/>.</exception>
    public void RunWhenDue()
    {
        raw.sqlite3_db_status(writing.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var written, out _, 1);
        _written += written;
        if (_bulk is null)
        {
            if (_written >= Many) BeginBulk();
            return;
        }
        if (!_bulk.IsCompleted && _written < TooMany) return;
        _bulk.GetAwaiter().GetResult();
        _bulk = null;
        if (_written is > Few and < TooMany) BeginBulk();
        else Rest();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_bulk is not null) ((IAsyncResult)_bulk).AsyncWaitHandle.WaitOne();
        _carryBulk.Dispose();
        _carryRest.Dispose();
        carrying.Dispose();
    }

    private void BeginBulk()
    {
        _written = 0;
        _bulk = Task.Factory.StartNew(
            () => Run(_carryBulk), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    private void Rest()
    {
        _written = 0;
        Run(_carryRest);
    }

    /// <summary>What a reader still needs stays in the WAL, and is carried over the next time.</summary>
    private static void Run(SqliteCommand carry)
    {
        try
        {
            carry.ExecuteNonQuery();
        }
        catch (SqliteException e) when (!DiskFailure.Is(e))
        {
            // A full disk: all is safe in the WAL, and stays there until there is room.
        }
    }

    private static SqliteCommand CarryOver(SqliteConnection connection) => new("PRAGMA wal_checkpoint(PASSIVE)", connection);
}
