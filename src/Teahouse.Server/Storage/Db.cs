using System.Collections.Concurrent;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Teahouse.Server.Storage;

/// <summary>
/// The database, the truth of the house: SQLite in WAL mode with <c>synchronous=FULL</c>. Writes go through the one <see cref="Writer"/>;
/// reads are short and run on the caller's thread, each on a connection of its own with a consistent snapshot.
/// </summary>
public sealed class Db : IDisposable
{
    /// <summary>The name of its file.</summary>
    public const string FileName = "teahouse.db";

    private readonly string _reading;
    private readonly ConcurrentBag<HouseConnection> _idle = [];
    private readonly HouseConnection _writing;
    private readonly Writer _writer;
    private volatile bool _isClosed;

    private Db(string path, HouseConnection writing, Action<Exception> onDiskFailure, ILogger log)
    {
        _reading = new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString();
        _writing = writing;
        Epoch = writing.ExecuteScalar<string>("SELECT value FROM house WHERE key = 'epoch'")!;
        _writer = new Writer(writing, onDiskFailure, log);
    }

    /// <summary>The database's identity, made with it: 32 hexadecimal digits.</summary>
    public string Epoch { get; }

    /// <summary>Whether a folder has a database.</summary>
    public static bool IsIn(string folder) => File.Exists(PathIn(folder));

    /// <summary>Where a folder has its database.</summary>
    public static string PathIn(string folder) => Path.Combine(folder, FileName);

    /// <summary>Makes sure that a folder has a database, for commands that make none.</summary>
    /// <exception cref="StorageException">It has none.</exception>
    public static void Require(string folder)
    {
        if (IsIn(folder)) return;
        throw new StorageException(
            $"There is no Teahouse in the folder {folder}; name its folder with --data. 文件夹里没有茶馆的数据，请用 --data 指定。");
    }

    /// <summary>Opens the database in a folder, making it or bringing it to the newest schema.</summary>
    /// <param name="folder">The data folder, which exists.</param>
    /// <param name="onDiskFailure">Called on the writer's thread when the disk failed; must end the process. Nobody is answered.</param>
    /// <param name="log">Where failures are noted.</param>
    /// <exception cref="StorageException">It is damaged, newer than this program, or cannot be written.</exception>
    public static Db Open(string folder, Action<Exception> onDiskFailure, ILogger log)
    {
        var path = PathIn(folder);
        // Not of the pool, which would keep the file open, and another one may lie there next.
        var connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true, Pooling = false }.ToString();
        try
        {
            var hasCrashed = CrashCheck.IsDue(path);
            var writing = new HouseConnection(connectionString);
            writing.Open();
            // The writer carries the WAL over by itself, see Checkpoint.
            writing.Execute(
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA wal_autocheckpoint = 0; PRAGMA cache_size = -32768;");
            if (hasCrashed) CrashCheck.Run(writing, path);
            Migrations.Run(writing);
#if SEEDED_FAULTS
            if (SeededFault.SyncsNothing) writing.Execute("PRAGMA synchronous = OFF;");
            if (SeededFault.StoresTwice) writing.Execute("DROP INDEX IF EXISTS events_client_id;");
#endif
            writing.Execute("INSERT INTO house (key, value) VALUES ('epoch', @epoch) ON CONFLICT (key) DO NOTHING",
                new { epoch = Guid.NewGuid().ToString("N") });
            return new Db(path, writing, onDiskFailure, log);
        }
        catch (SqliteException e)
        {
            throw new StorageException(
                $"The database {path} cannot be used ({e.Message}); restore a backup or choose another folder with --data. " +
                "数据库无法使用，请恢复备份，或用 --data 选择其他文件夹。", e);
        }
    }

    /// <summary>Reads on a snapshot. The work is short and calls nothing but the database.</summary>
    public T Read<T>(Func<HouseConnection, T> work)
    {
        var connection = Take();
        T read;
        try
        {
            read = work(connection);
        }
        catch
        {
            // Nobody knows in which state it is.
            connection.Dispose();
            throw;
        }
        PutBack(connection);
        return read;
    }

    /// <summary>
    /// Writes. The task ends after the commit is on the disk. The work may run a second time, alone, when another write of its
    /// group failed;
    /// what it throws is the caller's alone.
    /// </summary>
    public Task<T> Write<T>(Func<WriteTransaction, T> work) => _writer.Add(work);

    /// <summary>Writes without a result; see <see cref="Write{T}"/>.</summary>
    public Task Write(Action<WriteTransaction> work) => _writer.Add(transaction =>
    {
        work(transaction);
        return true;
    });

    /// <summary>Ends the writer after what waits is written, and closes the database.</summary>
    public void Dispose()
    {
        _writer.Dispose();
        _writing.Dispose();
        _isClosed = true;
        while (_idle.TryTake(out var connection)) connection.Dispose();
    }

    private HouseConnection Take()
    {
        if (_idle.TryTake(out var idle)) return idle;
        var connection = new HouseConnection(_reading);
        connection.Open();
        return connection;
    }

    private void PutBack(HouseConnection connection)
    {
        if (_isClosed) connection.Dispose();
        else _idle.Add(connection);
    }
}
