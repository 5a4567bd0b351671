using System.Text;
using Teahouse.Bench.Network;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

/// <summary>A file on its way into a folder, outside browsers: whole, or not there.</summary>
public sealed class PartFileTests : IDisposable
{
    private const int Chunk = Exchange.Chunk;

    private readonly TempFolder _folder = new();
    private readonly byte[] _bytes = Exchange.Bytes((3 * Chunk) + 9);

    [Fact]
    public async Task A_byte_that_flips_on_the_way_to_the_receiver_is_noticed_and_the_file_is_fetched_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(_bytes);
        using (var part = PartFile.Open(_folder.Path, "龙井.bin", id))
        {
            var refused = await Assert.ThrowsAsync<ChatException>(() => Download(exchange, part, FlipOnce()));
            Assert.Equal(ErrorCode.FileWrongDigest, refused.Code);
        }
        Assert.Equal(0, Directory.GetFiles(_folder.Path).Sum(path => new FileInfo(path).Length));

        using var again = PartFile.Open(_folder.Path, "龙井.bin", id);
        await Download(exchange, again);

        Assert.Equal(_bytes, File.ReadAllBytes(again.Complete("龙井.bin")));
        Assert.Single(Directory.GetFiles(_folder.Path));
    }

    [Theory]
    [InlineData(".part", (2 * Chunk) - 1)]
    [InlineData(".part", 0)]
    [InlineData(".sha256", 63)]
    public async Task What_was_damaged_on_the_receivers_disk_between_two_runs_is_fetched_again(string ending, long at)
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(_bytes.Length);
        await exchange.Send(id, _bytes);
        using (var part = PartFile.Open(_folder.Path, "a", id)) await Break(exchange, part, 2 * Chunk);
        var path = Directory.GetFiles(_folder.Path).Single(file => file.EndsWith(ending, StringComparison.Ordinal));
        await using (var file = File.OpenWrite(path))
        {
            file.Position = at;
            file.WriteByte(0x77);
        }
        using (await exchange.Finish(id, Exchange.Digest(_bytes)))
        {
        }

        using var again = PartFile.Open(_folder.Path, "a", id);
        await Download(exchange, again);

        Assert.Equal(_bytes, File.ReadAllBytes(again.Complete("a")));
    }

    [Fact]
    public async Task What_a_loss_of_power_may_have_taken_while_the_next_chunks_came_is_looked_at_again()
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes(18 * Chunk);
        var id = await exchange.Stored(bytes);
        using (var part = PartFile.Open(_folder.Path, "a", id)) await Break(exchange, part, (17 * Chunk) + 1);
        await using (var file = File.OpenWrite(Directory.GetFiles(_folder.Path, "*.part").Single()))
        {
            file.Position = 9 * Chunk;
            file.Write(new byte[Chunk]);
        }

        using var again = PartFile.Open(_folder.Path, "a", id);
        await Download(exchange, again);

        Assert.Equal(bytes, File.ReadAllBytes(again.Complete("a")));
    }

    [Fact]
    public async Task A_receiver_that_begins_anew_fetches_only_what_is_missing()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(_bytes.Length);
        await exchange.Send(id, _bytes);
        using (var part = PartFile.Open(_folder.Path, "a", id)) await Break(exchange, part, 3 * Chunk);
        using (await exchange.Finish(id, Exchange.Digest(_bytes)))
        {
        }
        Assert.Equal([id], PartFile.In(_folder.Path));
        var fetched = 0L;

        using var again = PartFile.Open(_folder.Path, "a", id);
        await Download(exchange, again, way => (chunk, handOn) =>
        {
            if (way == Way.Down) Interlocked.Add(ref fetched, chunk.Length);
            return handOn(chunk);
        });

        Assert.Equal(_bytes, File.ReadAllBytes(again.Complete("a")));
        Assert.InRange(fetched, 9, 20_000);
    }

    [Theory]
    [InlineData("../../x", "x")]
    [InlineData("CON", "_CON")]
    [InlineData("photo\u202Egnp.exe", "photognp.exe")]
    [InlineData("..", "file")]
    [InlineData("👩‍🚀🍵.png", "👩‍🚀🍵.png")]
    public void Whatever_a_server_says_a_name_stays_in_its_folder(string given, string kept)
    {
        using var part = PartFile.Open(_folder.Path, given, Guid.NewGuid());

        Assert.Equal(Path.Combine(_folder.Path, kept), part.Complete(given));
    }

    [Fact]
    public void The_longest_name_has_room_for_its_part_and_for_a_number_and_nothing_is_overwritten()
    {
        var name = new string('茶', 83) + ".pdf";
        var paths = new List<string>();
        for (var i = 0; i < 3; i++)
        {
            using var part = PartFile.Open(_folder.Path, name, Guid.NewGuid());
            paths.Add(part.Complete(name));
        }

        Assert.Equal(3, paths.Distinct().Count());
        Assert.All(paths, path => Assert.EndsWith(".pdf", path, StringComparison.Ordinal));
        Assert.All(paths, path => Assert.InRange(Encoding.UTF8.GetByteCount(Path.GetFileName(path)), 1, Limits.FileNameBytes));
    }

    public void Dispose() => _folder.Dispose();

    private static async Task Download(Exchange exchange, PartFile part, Func<Way, Passage>? passages = null)
    {
        using var cable = new Cable(exchange.Server.Url, passages);
        using var downloader = new FileDownloader(
            new ChatClientOptions { Server = cable.Url, Token = () => Task.FromResult<string?>(exchange.Linus.Token) });
        await downloader.DownloadAsync(part, null, TestContext.Current.CancellationToken);
    }

    /// <summary>Fetches so many bytes and stops there, as a receiver that is killed does.</summary>
    private static async Task Break(Exchange exchange, PartFile part, long bytes)
    {
        using var stop = new CancellationTokenSource();
        using var downloader = new FileDownloader(
            new ChatClientOptions { Server = exchange.Server.Url, Token = () => Task.FromResult<string?>(exchange.Linus.Token) });
        var until = new Reached(bytes, stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => downloader.DownloadAsync(part, until, stop.Token));
    }

    private static Func<Way, Passage> FlipOnce()
    {
        var carried = 0L;
        return way => (chunk, handOn) =>
        {
            var before = carried;
            if (way == Way.Down && (carried += chunk.Length) > Chunk && before <= Chunk) chunk.Span[^1] ^= 1;
            return handOn(chunk);
        };
    }

    private sealed class Reached(long bytes, CancellationTokenSource stop) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= bytes) stop.Cancel();
        }
    }
}
