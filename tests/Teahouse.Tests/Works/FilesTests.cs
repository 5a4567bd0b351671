using Dapper;
using Microsoft.Data.Sqlite;
using Teahouse.Bench.Works;
using Teahouse.Bench.Works.Files;

namespace Teahouse.Tests.Works;

public sealed class FilesTests
{
    private const int Bytes = 5_000_000;
    private const int Small = 120;

    [Fact]
    public async Task The_bench_of_files_passes_as_many_as_it_says_and_weighs_each_way()
    {
        await using var site = await FileSite.Start(4);
        await using var ours = new TeahouseWay(site);
        await ours.Enter(2);
        await using var nginx = await NginxWay.Start(site.FolderOf("nginx"));
        var source = await site.Fill("source.bin", Bytes);
        site.NoteIdle();
        var (one, two, small) = (new LargeFiles(site, source, 1), new LargeFiles(site, source, 2), new SmallFiles(site, Small));
        var table = new WorkTable("files", "way", "CPU", "least–most", "ratio", "wall", "memory", "spread");

        foreach (var large in new[] { one, two })
        {
            await large.Round([ours, nginx], counts: true);
            large.AddTo(table);
        }
        await small.Round(ours, nginx, counts: true);

        Assert.Matches(@"\| teahouse +\| [0-9.]*[1-9]", $"{table}");
        Assert.Matches($@"\| {Small} × 1024 bytes \| teahouse[^|]*\| [0-9]+ +\| [0-9.]*[1-9]", $"{small.Table()}");
        Assert.Equal(6, table.ToString().Split('\n').Count(line => line.Contains("× 5 MiB", StringComparison.Ordinal)));
        using var database = new SqliteConnection($"Data Source={site.Server.Data}/teahouse.db;Mode=ReadOnly");
        var (done, bytes) = database.QuerySingle<(long, long)>("SELECT COUNT(*), SUM(size) FROM files WHERE state = 3");
        Assert.Equal(1 + 2 + Small, done);
        Assert.Equal((3L * Bytes) + (Small * SmallFiles.Bytes), bytes);
    }
}
