using Microsoft.Data.Sqlite;
using SQLitePCL;
using Teahouse.Protocol;

namespace Teahouse.Server.Storage;

/// <summary>
/// The one writer: a thread that takes all waiting writes and commits them together with one sync of the disk (group commit).
/// While one group is written the next one gathers, so groups grow with the load and nobody waits when it is quiet.
/// </summary>
internal sealed partial class Writer : IDisposable
{
    private const int GroupLimit = 512;

    private readonly HouseConnection _connection;
    private readonly Checkpoint _checkpoint;
    private readonly WriteQueue _waiting = new();
    private readonly List<WriteJob> _group = [];
    private readonly Action<Exception> _onDiskFailure;
    private readonly ILogger _log;
    private readonly Thread _thread;

    public Writer(HouseConnection connection, Action<Exception> onDiskFailure, ILogger log)
    {
        _connection = connection;
        _checkpoint = new Checkpoint(connection);
        _onDiskFailure = onDiskFailure;
        _log = log;
        _thread = new Thread(Work) { Name = "teahouse-writer", IsBackground = true };
        _thread.Start();
    }

    public Task<T> Add<T>(Func<WriteTransaction, T> work)
    {
        var job = new WriteJob<T>(work);
        _waiting.Add(job);
        return job.Done;
    }

    private void Work()
    {
        try
        {
            while (_waiting.Take(_group, GroupLimit))
            {
                CommitGroup();
                _checkpoint.RunWhenDue();
            }
        }
        catch (SqliteException failure)
        {
            // After a failed sync nobody knows what is on the disk, and trying again would lie (delivery.md). Those who wait are not
            // answered at all: whether they are stored will be known when the server has started again.
            LogDiskFailure(failure);
            _onDiskFailure(failure);
        }
    }

    private void CommitGroup()
    {
        if (TryCommit(_group) is not { } failure) return;
        if (_group.Count == 1)
        {
            _group[0].Failed(failure);
            return;
        }
        // One was refused after it had changed something. That is seldom, so that only then each is made so that it can be undone.
        if (failure is ChatException && TryCommit(_group, undoable: true) is null) return;
        // One of them cannot be stored; alone, each gets its own answer and the others are unharmed.
        foreach (var job in _group)
        {
            if (TryCommit([job]) is { } reason) job.Failed(reason);
        }
    }

    private Exception? TryCommit(List<WriteJob> jobs, bool undoable = false)
    {
        SqliteTransaction? transaction = null;
        try
        {
            transaction = _connection.BeginTransaction(deferred: false);
            foreach (var job in jobs)
            {
                var scope = new WriteTransaction(_connection, transaction);
                if (undoable) RunUndoable(job, scope);
                else RunOne(job, scope);
            }
#if SEEDED_FAULTS
            var messages = jobs.Any(job => job is WriteJob<Event>);
            if (SeededFault.AcknowledgesBeforeCommit && messages)
            {
                foreach (var job in jobs) job.Committed();
                SeededFault.Pause(1_000);
                transaction.Commit();
                return null;
            }
#endif
            transaction.Commit();
#if SEEDED_FAULTS
            if (SeededFault.StoresTwice && messages) SeededFault.Pause(300);
#endif
        }
        catch (Exception e) when (!DiskFailure.Is(e))
        {
            transaction?.Dispose();
            return DiskFailure.IsFull(e) ? new ChatException(ErrorCode.DiskFull) : e;
        }
        transaction.Dispose();
        foreach (var job in jobs) job.Committed();
        return null;
    }

    /// <summary>A refusal by a rule is that write's alone when nothing has to be undone.</summary>
    private void RunOne(WriteJob job, WriteTransaction transaction)
    {
        var before = raw.sqlite3_total_changes(_connection.Handle);
        try
        {
            job.Run(transaction);
        }
        catch (ChatException refusal) when (raw.sqlite3_total_changes(_connection.Handle) == before)
        {
            job.Refused(refusal);
        }
    }

    /// <summary>A refusal by a rule undoes that write alone. A savepoint keeps a copy of each page that is changed after it.</summary>
    private static void RunUndoable(WriteJob job, WriteTransaction transaction)
    {
        transaction.Prepared("SAVEPOINT job").ExecuteNonQuery();
        try
        {
            job.Run(transaction);
        }
        catch (ChatException refusal)
        {
            transaction.Prepared("ROLLBACK TO job").ExecuteNonQuery();
            job.Refused(refusal);
        }
        transaction.Prepared("RELEASE job").ExecuteNonQuery();
    }

    public void Dispose()
    {
        _waiting.Close();
        _thread.Join();
        _checkpoint.Dispose();
    }

    [LoggerMessage(LogLevel.Critical, "The disk failed under the database; the process ends so that nothing unstored is acknowledged")]
    private partial void LogDiskFailure(Exception failure);
}
