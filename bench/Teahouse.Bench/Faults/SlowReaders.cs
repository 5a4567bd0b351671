using System.Diagnostics;
using System.Globalization;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Journal;
using Teahouse.Bench.Network;

namespace Teahouse.Bench.Faults;

/// <summary>
/// 50 of 1,000 windows stop reading while their private room is busy. The others must not notice it, the server must close the 50 and
/// not grow, and when they read again they must have everything.
/// </summary>
internal static class SlowReaders
{
    /// <summary>The others' p99 with slow readers, against that without, as delivery.md wants it.</summary>
    private const double Bound = 1.2;

    /// <summary>From the moment in which they stop reading; the buffers on the way fill in the first of it.</summary>
    private static readonly TimeSpan ClosedWithin = TimeSpan.FromSeconds(10);

    /// <summary>The first two people are the slow ones; they have a room of their own in which much is said.</summary>
    private const int SlowGuests = 2;

    public static async Task<FaultRow> Run(bool full)
    {
        var (size, rounds, phase) = full
            ? (new CrowdSize(40, 25, 5, PublicEvery: 1), 3, TimeSpan.FromSeconds(25))
            : (new CrowdSize(10, 4, 5, PublicEvery: 1), 1, TimeSpan.FromSeconds(16));
        var slow = SlowGuests * size.Windows;
        await using var run = await FaultRun.Start(size.Guests);
        var weather = new Weather();
        using var cable = new Cable(run.Server.Url, weather.On, buffer: 4096);
        await using var crowd = await run.Enter(size, number => number < slow ? cable.Url : run.Server.Url);
        // One more window of the first person, which reads, fills the room of the slow.
        await using var filler = await run.Enter(new CrowdSize(SlowGuests, 1, 0));
        var (calm, slowed, closed, memory) = (new List<Span>(), new List<Span>(), new List<double>(), new List<long>());
        await using (crowd.Talk(first: slow))
        {
            await Task.Delay(TimeSpan.FromSeconds(3));
            for (var round = 0; round < rounds; round++)
            {
                calm.Add(await Measure(() => Task.Delay(phase)));
                memory.Add(run.Server.Memory);
                await run.Harm("reads nothing", async () => slowed.Add(await Measure(async () =>
                {
                    weather.Become(Storm.SilenceDown);
                    var fill = Fill(filler.Windows[0], phase);
                    closed.Add(await Closed(run, crowd.Windows.Count + filler.Windows.Count - slow, phase));
                    await fill;
                    memory.Add(run.Server.Memory);
                })));
                weather.Become(Storm.None);
                await Task.Delay(TimeSpan.FromSeconds(full ? 15 : 3));
            }
        }
        var verdict = await run.Finish(TimeSpan.FromSeconds(60), crowd, filler);
        var latency = new Latency(run.Journals, [.. crowd.Windows.Skip(slow).Select(window => window.Guest.Id)]);
        var (before, with) = (latency.P99(calm), latency.P99(slowed));
        var kept = with <= Bound * before && closed.All(seconds => seconds <= ClosedWithin.TotalSeconds);
        return new FaultRow("slow-readers", rounds, verdict, string.Create(CultureInfo.InvariantCulture,
            $"{slow} of {size}; others' p99 {with:0.0} ms, without {before:0.0} ms, bound {Bound} ×; "
            + $"closed (bound {ClosedWithin.TotalSeconds} s) after {string.Join(", ", closed.Select(seconds => $"{seconds:0.0}"))} s; "
            + $"server {memory.Min() >> 20} to {memory.Max() >> 20} MB"))
        {
            BoundsKept = !full || kept,
        };
    }

    private static async Task<Span> Measure(Func<Task> phase)
    {
        var from = JournalFile.Now;
        await phase();
        return new Span(from, JournalFile.Now);
    }

    /// <summary>Much text at once, so that the buffers of who does not read are full soon, and then some every second.</summary>
    private static async Task Fill(CrowdWindow window, TimeSpan length)
    {
        var room = window.Client.Rooms[^1];
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < length; await Task.Delay(1_000))
        {
            var many = clock.Elapsed < TimeSpan.FromSeconds(1) ? 600 : 5;
            await Task.WhenAll(Enumerable.Range(0, many).Select(_ => window.Say(room, Words.Long())));
        }
    }

    /// <summary>How long it takes until the server has no more connections than those who read.</summary>
    private static async Task<double> Closed(FaultRun run, int others, TimeSpan patience)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience; await Task.Delay(100))
        {
            if (run.Server.Connections <= others) return clock.Elapsed.TotalSeconds;
        }
        return double.PositiveInfinity;
    }
}
