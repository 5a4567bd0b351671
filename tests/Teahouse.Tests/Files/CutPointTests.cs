using System.Globalization;
using Teahouse.Bench.Network;
using Teahouse.Client;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

/// <summary>
/// Connections that break at random bytes, of requests, answers and contents. CUTS=1000 and LARGE_MIB=1024 are the full run.
/// </summary>
public sealed class CutPointTests(ITestOutputHelper output)
{
    private const int Chunk = Exchange.Chunk;
    private const int AtOnce = 4;
    private const int LargeCuts = 20;

    /// <summary>What a try takes beside the chunk: heads, the question where the server stands, and what the cut chunk came with.</summary>
    private const int Overhead = 70_000;

    [Fact]
    public async Task A_small_file_is_whole_wherever_a_connection_breaks()
    {
        await using var exchange = await Exchange.Start(options => options with { OffersPerMinute = 100_000 });
        var complaints = Complaints.Of(exchange.Server);
        var random = new Random(20);
        var (wanted, begun, happened) = (Number("CUTS", 40), 0, 0);
        while (begun < wanted)
        {
            var lanes = Enumerable.Range(0, Math.Min(AtOnce, wanted - begun)).Select(_ => Draw(random)).ToArray();
            begun += lanes.Length;
            var cuts = await Task.WhenAll(lanes.Select(lane => Carry(exchange, lane.Size, lane.Sender, lane.Receiver)));
            happened += cuts.Sum();
        }
        output.WriteLine($"{begun} small files, {happened} cuts, all whole");
        Assert.InRange(happened, begun / 2, begun);
        // Somebody who goes is no fault of the server's.
        Assert.DoesNotContain(complaints.Lines, line => line.Contains("RequestErrors", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_large_file_is_whole_after_twenty_cuts_and_each_costs_at_most_one_chunk()
    {
        await using var exchange = await Exchange.Start();
        var (size, random) = (Number("LARGE_MIB", 64) * 1024L * 1024, new Random(21));
        var sender = new Scissors(Way.Up, Points(random, size));
        var receiver = new Scissors(Way.Down, Points(random, size));

        var cuts = await Carry(exchange, size, sender, receiver);

        var (again, fetched) = (sender.Carried - size, receiver.Carried - size);
        output.WriteLine($"{size} bytes, {cuts} cuts: {again} bytes sent again, {fetched} fetched again, of 20 cuts each");
        Assert.Equal(2 * LargeCuts, cuts);
        Assert.InRange(again, 0, LargeCuts * (Chunk + (long)Overhead) + (size / Chunk * 1000));
        Assert.InRange(fetched, 0, LargeCuts * (Chunk + (long)Overhead));
    }

    private static int Number(string variable, int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable(variable), CultureInfo.InvariantCulture, out var given) ? given : usual;

    private static IEnumerable<long> Points(Random random, long size) =>
        Enumerable.Range(0, LargeCuts).Select(_ => random.NextInt64(size)).Order();

    /// <summary>A size around what is special, and one cut: of the sender's bytes or answers, or of the receiver's.</summary>
    private static (long Size, Scissors Sender, Scissors Receiver) Draw(Random random)
    {
        long[] sizes = [1, 1023, 1024, 1025, random.Next(100_000), random.Next(100_000), Chunk - 1, Chunk, Chunk + 1];
        var (size, none) = (sizes[random.Next(sizes.Length)], new Scissors(Way.Up, []));
        return random.Next(4) switch
        {
            0 => (size, new Scissors(Way.Up, [random.NextInt64(size + 800)]), none),
            1 => (size, new Scissors(Way.Down, [random.Next(900)]), none),
            2 => (size, none, new Scissors(Way.Down, [random.NextInt64(size + 800)])),
            _ => (size, none, new Scissors(Way.Up, [random.Next(400)])),
        };
    }

    /// <summary>Moves a file from Ada to Linus over cables that break, and compares every byte.</summary>
    /// <returns>The cuts that happened.</returns>
    private static async Task<int> Carry(Exchange exchange, long size, Scissors sender, Scissors receiver)
    {
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
        return sender.Cuts + receiver.Cuts;
    }

    private static ChatClientOptions Options(Cable cable, string token) =>
        new() { Server = cable.Url, Token = () => Task.FromResult<string?>(token), Chance = new Eager() };

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
