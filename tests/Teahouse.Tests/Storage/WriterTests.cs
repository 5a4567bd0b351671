using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Protocol;
using Teahouse.Server.Storage;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Storage;

public sealed class WriterTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_refused_write_is_undone_and_the_others_of_its_group_are_stored(bool hadChangedSomething)
    {
        using var house = new TestHouse();
        var writes = Enumerable.Range(0, 100).Select(i => house.Db.Write(transaction =>
        {
            if (hadChangedSomething || i % 10 != 3) Keep(transaction, "key" + i);
            if (i % 10 == 3) throw new ChatException(ErrorCode.NotFound);
            return i;
        })).ToArray();

        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TestContext.Current.CancellationToken)));

        Assert.Equal(10, writes.Count(write => write.Exception?.InnerException is ChatException { Code: ErrorCode.NotFound }));
        Assert.Equal(90, Kept(house));
    }

    [Fact]
    public async Task A_write_that_the_database_refuses_fails_alone()
    {
        using var house = new TestHouse();
        var writes = Enumerable.Range(0, 50)
            .Select(i => house.Db.Write(transaction => Keep(transaction, "key" + Math.Min(i, 40)))).ToArray();

        await Task.WhenAll(writes.Select(write => write.ContinueWith(_ => { }, TestContext.Current.CancellationToken)));

        Assert.Equal(9, writes.Count(write => write.Exception?.InnerException is SqliteException));
        Assert.Equal(41, Kept(house));
    }

    [Fact]
    public async Task What_follows_a_write_runs_after_it_is_stored_and_in_the_order_of_the_writes()
    {
        using var house = new TestHouse();
        var told = new List<(int Number, long Stored)>();
        var writes = Enumerable.Range(0, 200).Select(i => house.Db.Write(transaction =>
        {
            Keep(transaction, "key" + i);
            transaction.AfterCommit(() => told.Add((i, Kept(house))));
        })).ToArray();

        await Task.WhenAll(writes);
        await house.Db.Write(_ => { });

        Assert.Equal(Enumerable.Range(0, 200), told.Select(item => item.Number));
        Assert.All(told, item => Assert.True(item.Stored > item.Number));
    }

    [Fact]
    public void A_newer_database_is_refused_in_one_line()
    {
        using var folder = new TempFolder();
        Db.Open(folder.Path, failure => throw failure, NullLogger.Instance).Dispose();
        using (var connection = new SqliteConnection($"Data Source={Path.Combine(folder.Path, "teahouse.db")}"))
        {
            connection.Open();
            connection.Execute("PRAGMA user_version = 999");
        }

        var refused = Assert.Throws<StorageException>(() => Db.Open(folder.Path, failure => throw failure, NullLogger.Instance));

        Assert.DoesNotContain('\n', refused.Message);
    }

    [Fact]
    public void Fault_4_a_damaged_database_is_refused_and_left_as_it_is()
    {
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, "teahouse.db");
        File.WriteAllText(path, new string('x', 10_000));

        Assert.Throws<StorageException>(() => Db.Open(folder.Path, failure => throw failure, NullLogger.Instance));

        Assert.Equal(10_000, new FileInfo(path).Length);
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(5)]
    public void A_page_that_is_garbage_after_a_crash_is_refused_in_one_line(int page)
    {
        using var folder = new TempFolder();
        using var crashed = new TempFolder();
        using (Db.Open(folder.Path, failure => throw failure, NullLogger.Instance))
        using (var other = new SqliteConnection($"Data Source={Db.PathIn(folder.Path)};Pooling=False"))
        {
            other.Open();
            other.Execute("PRAGMA wal_checkpoint(TRUNCATE); UPDATE house SET value = 'z'");
            foreach (var file in Directory.GetFiles(folder.Path)) File.Copy(file, Path.Combine(crashed.Path, Path.GetFileName(file)));
        }
        using (var database = File.OpenWrite(Db.PathIn(crashed.Path)))
        {
            database.Position = 4096 * page;
            var garbage = new byte[4096];
            Random.Shared.NextBytes(garbage);
            database.Write(garbage);
        }

        var refused = Assert.Throws<StorageException>(() => Db.Open(crashed.Path, failure => throw failure, NullLogger.Instance));

        Assert.DoesNotContain('\n', refused.Message);
        Assert.Contains(crashed.Path, refused.Message);
    }

    [Fact]
    public async Task The_log_begins_anew_while_writes_go_on()
    {
        using var folder = new TempFolder();
        using var db = Db.Open(folder.Path, failure => throw failure, NullLogger.Instance);
        var log = new FileInfo(Db.PathIn(folder.Path) + "-wal");
        var most = 0L;
        for (var i = 0; i < 1500; i++)
        {
            var value = new string((char)('a' + i % 26), 100_000);
            await db.Write(transaction => transaction.Connection.Execute(
                "INSERT INTO house (key, value) VALUES ('key', @value) ON CONFLICT DO UPDATE SET value = @value", new { value },
                transaction.Transaction));
            log.Refresh();
            most = Math.Max(most, log.Length);
        }

        // 150 MB were written; it is carried over after 16 MB, and what comes meanwhile is less than twice as much.
        Assert.InRange(most, 16_000_000, 48_000_000);
    }

    [Fact]
    public void The_epoch_outlives_a_restart()
    {
        using var house = new TestHouse();
        var epoch = house.Db.Epoch;

        house.Restart();

        Assert.Equal(epoch, house.Db.Epoch);
        Assert.Equal(32, epoch.Length);
    }

    private static int Keep(WriteTransaction transaction, string key) => transaction.Connection.Execute(
        "INSERT INTO house (key, value) VALUES (@key, '')", new { key }, transaction.Transaction);

    private static long Kept(TestHouse house) =>
        house.Db.Read(connection => connection.ExecuteScalar<long>("SELECT COUNT(*) FROM house WHERE key LIKE 'key%'"));
}
