using System.Collections.Concurrent;
using Dapper;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Bench.Disk;
using Teahouse.Server.Storage;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Storage;

/// <summary>The real database on a disk of which the power is taken at moments that nobody chose.</summary>
public sealed class PowerLossTests
{
    [Fact]
    public async Task What_was_acknowledged_is_there_after_a_loss_of_power_at_any_moment()
    {
        using var folder = new TempFolder();
        using var log = new TempFolder();
        using var disk = new FaultyDisk(folder.Path, new DiskFaults(Log: log.Path));
        using var db = Db.Open(folder.Path, failure => throw failure, NullLogger.Instance);
        using var enough = new CancellationTokenSource();
        var acknowledged = new ConcurrentQueue<string>();
        var writers = Enumerable.Range(0, 8).Select(i => Task.Run(() => WriteOn(db, $"writer{i}", acknowledged, enough.Token))).ToArray();
        var chance = Chance.Make();

        for (var loss = 0; loss < 8; loss++)
        {
            await Task.Delay(chance.Next(150));
            var known = acknowledged.ToArray();
            var left = LosePower(log.Path, chance, share: loss % 3 == 0 ? 0 : chance.NextDouble());
            Assert.True(known.All(left.Contains), $"{known.Count(key => !left.Contains(key))} of {known.Length} lost, seed {chance.Seed}");
        }

        await enough.CancelAsync();
        await Task.WhenAll(writers);
        Assert.True(acknowledged.Count > 100);
    }

    private static async Task WriteOn(Db db, string writer, ConcurrentQueue<string> acknowledged, CancellationToken enough)
    {
        for (var i = 0; !enough.IsCancellationRequested; i++)
        {
            var key = $"{writer}-{i}";
            var row = new { key, value = new string('茶', 800) };
            await db.Write(transaction => transaction.Connection.Execute(
                "INSERT INTO house (key, value) VALUES (@key, @value)", row, transaction.Transaction));
            acknowledged.Enqueue(key);
        }
    }

    /// <summary>Takes the power from a copy of the disk, so that the house itself can go on, and reads what is left.</summary>
    private static HashSet<string> LosePower(string log, Random chance, double share)
    {
        using var copy = new TempFolder();
        using var left = new TempFolder();
        foreach (var file in Directory.GetFiles(log)) File.Copy(file, Path.Combine(copy.Path, Path.GetFileName(file)));
        PowerLoss.Strike(copy.Path, left.Path, chance, share);
        using var db = Db.Open(left.Path, failure => throw failure, NullLogger.Instance);
        return db.Read(connection => connection.Query<string>("SELECT key FROM house").ToHashSet());
    }
}
