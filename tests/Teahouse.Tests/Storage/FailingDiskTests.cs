using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Bench.Disk;
using Teahouse.Protocol;
using Teahouse.Server.Storage;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Storage;

/// <summary>The real database on a disk that fails when it is told to.</summary>
public sealed class FailingDiskTests : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly TempFolder _folder = new();
    private readonly TempFolder _orders = new();
    private readonly TaskCompletionSource<Exception> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly FaultyDisk _disk;
    private readonly Db _db;

    public FailingDiskTests()
    {
        _disk = new FaultyDisk(_folder.Path, new DiskFaults(Orders: Orders));
        _db = Db.Open(_folder.Path, reason => _ended.TrySetResult(reason), NullLogger.Instance);
    }

    private string Orders => Path.Combine(_orders.Path, "orders");

    [Fact]
    public async Task After_a_failed_sync_nobody_is_answered_and_the_process_is_to_end_at_once()
    {
        await _db.Write(transaction => Keep(transaction, "before"));
        using var held = new ManualResetEventSlim();
        using var begin = new ManualResetEventSlim();
        var holding = _db.Write(_ =>
        {
            held.Set();
            return begin.Wait(Patience);
        });
        held.Wait(Patience, TestContext.Current.CancellationToken);
        var writes = Enumerable.Range(0, 20).Select(i => _db.Write(transaction => Keep(transaction, $"key{i}"))).ToArray();
        new DiskFailure("-wal", DiskOperation.Sync, DiskFailure.FailedSync, Times: 1).Order(Orders);
        begin.Set();

        var reason = await _ended.Task.WaitAsync(Patience);
        var later = _db.Write(transaction => Keep(transaction, "later"));
        await Task.Delay(200);

        Assert.Equal(DiskFailure.FailedSync, Assert.IsType<SqliteException>(reason).SqliteExtendedErrorCode);
        Assert.All([.. writes, later], write => Assert.False(write.IsCompleted));
        Assert.Equal(["before"], Kept());
        // It wrote nothing, so that it needed no sync.
        Assert.True(await holding);
    }

    [Fact]
    public async Task A_sync_that_fails_while_the_log_is_carried_over_is_noticed_too()
    {
        new DiskFailure(".db", DiskOperation.Sync, DiskFailure.FailedSync, Times: 1).Order(Orders);

        for (var i = 0; i < 200 && !_ended.Task.IsCompleted; i++)
            await Task.WhenAny(_db.Write(transaction => Keep(transaction, $"key{i}", new string('x', 100_000))), _ended.Task);

        Assert.Equal(DiskFailure.FailedSync, Assert.IsType<SqliteException>(await _ended.Task.WaitAsync(Patience)).SqliteExtendedErrorCode);
    }

    [Fact]
    public async Task A_full_disk_refuses_what_does_not_fit_and_everything_goes_on_when_there_is_room()
    {
        new DiskFailure("-wal", DiskOperation.Write, DiskFailure.Full, Times: 3).Order(Orders);
        var refusals = 0;

        for (var i = 0; i < 20; i++)
        {
            try
            {
                await _db.Write(transaction => Keep(transaction, $"key{i}"));
            }
            catch (ChatException e) when (e.Code == ErrorCode.DiskFull)
            {
                refusals++;
            }
        }

        Assert.Equal(3, refusals);
        Assert.Equal(17, Kept().Length);
        Assert.False(_ended.Task.IsCompleted);
    }

    [Fact]
    public async Task A_reader_that_meets_a_bad_sector_is_told_and_the_house_goes_on()
    {
        await _db.Write(transaction => Keep(transaction, "before"));
        // The writer carries its log over after the first write, and would meet the bad sector itself.
        await _db.Write(_ => { });
        new DiskFailure("", DiskOperation.Read, DiskFailure.FailedRead, Times: 1).Order(Orders);

        Assert.Throws<SqliteException>(Kept);

        Assert.Equal(["before"], Kept());
        await _db.Write(transaction => Keep(transaction, "after"));
        Assert.False(_ended.Task.IsCompleted);
    }

    public void Dispose()
    {
        _db.Dispose();
        _disk.Dispose();
        _folder.Dispose();
        _orders.Dispose();
    }

    private string[] Kept() => _db.Read(connection =>
        connection.Query<string>("SELECT key FROM house WHERE key <> 'epoch' ORDER BY rowid").ToArray());

    private static int Keep(WriteTransaction transaction, string key, string value = "") => transaction.Connection.Execute(
        "INSERT INTO house (key, value) VALUES (@key, @value)", new { key, value }, transaction.Transaction);
}
