using Teahouse.Bench.Network;
using Teahouse.Client;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

/// <summary>
/// Connections that break at random bytes, of requests, answers and contents. <c>dotnet dev.cs faults file-cuts</c> is the full run: a
/// thousand small files, and a GiB.
/// </summary>
public sealed class CutPointTests
{
    private const int Chunk = Exchange.Chunk;
    private const int AtOnce = 4;
    private const int LargeCuts = 20;

    /// <summary>What a try takes beside the chunk: heads, the question where the server stands, and what the cut chunk came with.</summary>
    private const int Overhead = 70_000;

    private static readonly string[] Columns = ["what is cut", "files", "cuts", "whole", "most bytes carried beyond the size"];

    private static readonly string[] Kinds =
        ["the sender's requests", "the answers to the sender", "the answers to the receiver", "the receiver's requests"];

    [Fact, Trait("fault", "file-cuts")]
    public async Task A_small_file_is_whole_wherever_a_connection_breaks()
    {
        await using var exchange = await Exchange.Start(options => options with { OffersPerMinute = 100_000 });
        var complaints = Complaints.Of(exchange.Server);
        var random = new Random(20);
        var lanes = Enumerable.Range(0, FaultTable.Full ? 1000 : 40).Select(_ => Draw(random)).ToArray();
        foreach (var group in lanes.Chunk(AtOnce)) await Task.WhenAll(group.Select(lane => Carry(exchange, lane)));

        FaultTable.Print([Columns, .. Kinds.Select((kind, i) => Row(kind, lanes.Where(lane => lane.Kind == i).ToArray()))]);
        Assert.InRange(lanes.Sum(lane => lane.Cuts), lanes.Length / 2, lanes.Length);
        // Somebody who goes is no fault of the server's.
        Assert.DoesNotContain(complaints.Lines, line => line.Contains("RequestErrors", StringComparison.Ordinal));
    }

    [Fact, Trait("fault", "file-cuts")]
    public async Task A_large_file_is_whole_after_twenty_cuts_and_each_costs_at_most_one_chunk()
    {
        await using var exchange = await Exchange.Start();
        var (size, random) = ((FaultTable.Full ? 1024 : 64) * 1024L * 1024, new Random(21));
        var lane = new Lane(0, size, new Scissors(Way.Up, Points(random, size)), new Scissors(Way.Down, Points(random, size)));

        await Carry(exchange, lane);

        var (again, fetched) = (lane.Sender.Carried - size, lane.Receiver.Carried - size);
        FaultTable.Print(
            Columns,
            ["the sender's requests", $"1 of {size >> 20} MiB", $"{lane.Sender.Cuts}", "1", $"{again}"],
            ["the answers to the receiver", $"1 of {size >> 20} MiB", $"{lane.Receiver.Cuts}", "1", $"{fetched}"]);
        Assert.Equal(2 * LargeCuts, lane.Cuts);
        Assert.InRange(again, 0, LargeCuts * (Chunk + (long)Overhead) + (size / Chunk * 1000));
        Assert.InRange(fetched, 0, LargeCuts * (Chunk + (long)Overhead));
    }

    /// <summary>Every one of them was compared byte by byte, or the test would have failed.</summary>
    private static string[] Row(string kind, Lane[] lanes) =>
        [kind, $"{lanes.Length}", $"{lanes.Sum(lane => lane.Cuts)}", $"{lanes.Length}", $"{lanes.Max(lane => lane.Beyond)}"];

    private static IEnumerable<long> Points(Random random, long size) =>
        Enumerable.Range(0, LargeCuts).Select(_ => random.NextInt64(size)).Order();

    /// <summary>A size around what is special, and one cut: of the sender's bytes or answers, or of the receiver's.</summary>
    private static Lane Draw(Random random)
    {
        long[] sizes = [1, 1023, 1024, 1025, random.Next(100_000), random.Next(100_000), Chunk - 1, Chunk, Chunk + 1];
        var (size, kind, none) = (sizes[random.Next(sizes.Length)], random.Next(4), new Scissors(Way.Up, []));
        return kind switch
        {
            0 => new Lane(kind, size, new Scissors(Way.Up, [random.NextInt64(size + 800)]), none),
            1 => new Lane(kind, size, new Scissors(Way.Down, [random.Next(900)]), none),
            2 => new Lane(kind, size, none, new Scissors(Way.Down, [random.NextInt64(size + 800)])),
            _ => new Lane(kind, size, none, new Scissors(Way.Up, [random.Next(400)])),
        };
    }

    /// <summary>Moves a file from Ada to Linus over cables that break, and compares every byte.</summary>
    private static async Task Carry(Exchange exchange, Lane lane)
    {
        var (_, size, sender, receiver) = lane;
        var id = await exchange.Accepted(size);
        using var up = new Cable(exchange.Server.Url, sender.Passage);
        using var down = new Cable(exchange.Server.Url, receiver.Passage);
        using var uploader = new FileUploader(Options(up, exchange.Ada.Token));
        using var downloader = new FileDownloader(Options(down, exchange.Linus.Token));
        await using var target = new ComparingStream(new PatternStream(size));

        var stop = TestContext.Current.CancellationToken;
        var digests = await Task.WhenAll(
            uploader.UploadAsync(id, new PatternStream(size), stop: stop), downloader.DownloadAsync(id, target, stop: stop));

        Assert.Equal(digests[0], digests[1]);
        Assert.Equal(size, target.Length);
        await exchange.Done(id);
    }

    private static ChatClientOptions Options(Cable cable, string token) =>
        new() { Server = cable.Url, Token = () => Task.FromResult<string?>(token), Chance = new Eager() };

    /// <summary>One file and where its connections are cut.</summary>
    private sealed record Lane(int Kind, long Size, Scissors Sender, Scissors Receiver)
    {
        public int Cuts => Sender.Cuts + Receiver.Cuts;

        /// <summary>Bytes that went the way that is cut beyond those of the file, heads among them.</summary>
        public long Beyond => (Kind < 2 ? Sender : Receiver).Carried - (Kind is 0 or 2 ? Size : 0);
    }

    /// <summary>Cuts a cable after so many bytes of one way, over all its connections.</summary>
    private sealed class Scissors(Way way, IEnumerable<long> points)
    {
        private readonly Queue<long> _points = new(points);

        public long Carried { get; private set; }

        public int Cuts { get; private set; }

        public Passage Passage(Way direction) => async (chunk, handOn) =>
        {
            if (direction == way && Until(chunk.Length) is { } rest)
            {
                await handOn(chunk[..rest]);
                throw new IOException("The cable was cut.");
            }
            await handOn(chunk);
        };

        private int? Until(int length)
        {
            lock (_points)
            {
                var before = Carried;
                Carried += length;
                if (!_points.TryPeek(out var point) || point >= Carried) return null;
                _points.Dequeue();
                Cuts++;
                return (int)Math.Clamp(point - before, 0, length);
            }
        }
    }

    /// <summary>Hardly rests between tries.</summary>
    private sealed class Eager : Random
    {
        public override double NextDouble() => 0.02;
    }
}
