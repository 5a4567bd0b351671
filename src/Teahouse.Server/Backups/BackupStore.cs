using Dapper;
using Microsoft.Data.Sqlite;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Backups;

/// <summary>Bytes that the database says are in the spool.</summary>
/// <param name="Id">The transfer.</param>
/// <param name="IsWhole">Whether the file is whole; else it is a part of whole chunks.</param>
/// <param name="Length">How many bytes.</param>
/// <param name="IsStored">Whether it is whole and still waits for its receiver, so that it must not be missing.</param>
internal readonly record struct SpooledBytes(Guid Id, bool IsWhole, long Length, bool IsStored);

/// <summary>The database of a data folder or of a backup, opened beside a server and not by it.</summary>
internal sealed class BackupStore : IDisposable
{
    private readonly SqliteConnection _connection;

    private BackupStore(SqliteConnection connection) => _connection = connection;

    /// <summary>Opens a folder's database as it is.</summary>
    public static BackupStore Open(string folder) => new(Connect(folder, SqliteOpenMode.ReadWrite));

    /// <summary>
    /// Copies the database as it is at this moment. SQLite's backup in one step reads one snapshot of the WAL, so that a server goes on
    /// writing meanwhile; VACUUM INTO would, too, but builds every index anew, and what it does not read it cannot find damaged.
    /// </summary>
    public void CopyTo(string folder)
    {
        using var copy = Connect(folder, SqliteOpenMode.ReadWriteCreate);
        _connection.BackupDatabase(copy);
        // One file, readable where nothing can be written; a server sets the WAL up again.
        copy.Execute("PRAGMA journal_mode = DELETE");
    }

    /// <summary>Looks through the whole database.</summary>
    /// <exception cref="StorageException">It is damaged.</exception>
    public void Check()
    {
        var found = _connection.QueryFirst<string>("PRAGMA integrity_check(1)");
        if (found == "ok") return;
        throw new StorageException($"The database is damaged ({found.ReplaceLineEndings(" ")}). 数据库已损坏。");
    }

    /// <summary>What is in the spool, as the database has it.</summary>
    public SpooledBytes[] Spooled() =>
    [
        .. _connection.Query<Row>(
                "SELECT id AS Id, state AS State, size AS Size, received AS Received, digest AS Digest FROM files WHERE state IN @states",
                new { states = new[] { (int)FileState.Offered, (int)FileState.Accepted, (int)FileState.Stored, (int)FileState.Done } })
            .Select(row => row.ToBytes()).Where(bytes => bytes.Length > 0),
    ];

    /// <summary>The number of events in all conversations.</summary>
    public long Events() => _connection.ExecuteScalar<long>("SELECT COALESCE(SUM(head), 0) FROM conversations");

    /// <summary>Brings the database to the newest schema and makes it another one for clients, so that they drop what they kept.</summary>
    /// <exception cref="StorageException">It is of a newer version.</exception>
    public void BeginAnew()
    {
        Migrations.Run(_connection);
        _connection.Execute("UPDATE house SET value = @epoch WHERE key = 'epoch'", new { epoch = Guid.NewGuid().ToString("N") });
    }

    /// <inheritdoc/>
    public void Dispose() => _connection.Dispose();

    private static SqliteConnection Connect(string folder, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(
            new SqliteConnectionStringBuilder { DataSource = Db.PathIn(folder), Mode = mode, Pooling = false }.ToString());
        connection.Open();
        return connection;
    }

    private sealed class Row
    {
        public byte[] Id { get; init; } = [];
        public long State { get; init; }
        public long Size { get; init; }
        public long Received { get; init; }
        public string? Digest { get; init; }

        public SpooledBytes ToBytes()
        {
            // An offer has bytes here when its sender left them, all of them once there is a digest.
            var isWhole = Digest is not null;
            return new SpooledBytes(
                new Guid(Id, bigEndian: true), isWhole, isWhole ? Size : Received, isWhole && (FileState)State != FileState.Done);
        }
    }
}
