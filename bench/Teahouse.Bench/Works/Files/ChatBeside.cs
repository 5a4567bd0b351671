using System.Diagnostics;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Files;

/// <summary>How long a message takes to everybody in the room: alone, and while files are on their way and old pages are read.</summary>
internal sealed class ChatBeside(FileSite site, CPrograms programs, LoadPlan plan)
{
    private const double Mebibyte = 1 << 20;

    private readonly Dictionary<string, (Samples P50, Samples P99, Samples Moved)> _figures = [];
    private long _missing;
    private int _pages;

    /// <summary>The room alone, then beside transfers of each way that go on until it is silent again.</summary>
    /// <param name="ways">Ours, and another by which one sees what the cores of one machine do to each other.</param>
    /// <param name="source">What each sends, again and again.</param>
    /// <param name="transfers">How many at once.</param>
    /// <param name="counts">Whether it counts.</param>
    public async Task Round(IEnumerable<FileWay> ways, string source, int transfers, bool counts)
    {
        var room = new SiteRoom(site);
        Note("alone", (await plan.Run(programs, room))[0], 0, counts);
        foreach (var way in ways)
        {
            var talking = plan.Run(programs, room);
            var reading = new PageReader(site).ReadDuring(talking);
            var moved = await Pass(way, source, transfers, talking);
            Note($"beside {transfers} transfers, {way.Name}", (await talking)[0], moved, counts);
            _pages += await reading;
        }
    }

    /// <summary>Files in so many lanes until the talk is over.</summary>
    /// <returns>What had come by then, in MiB a second.</returns>
    private async Task<double> Pass(FileWay way, string source, int transfers, Task talking)
    {
        var (clock, whole) = (Stopwatch.StartNew(), 0L);
        var targets = Enumerable.Range(0, transfers).Select(lane => new FileInfo(site.PathOf($"target{lane}"))).ToArray();
        var passing = Task.WhenAll(targets.Select(async (target, lane) =>
        {
            while (!talking.IsCompleted)
            {
                await way.Pass(lane, source, target.FullName);
                target.Delete();
                if (!talking.IsCompleted) Interlocked.Increment(ref whole);
            }
        }));
        await talking;
        var seconds = clock.Elapsed.TotalSeconds;
        // What is not whole yet may have another ending.
        var parts = targets.SelectMany(target => target.Directory!.EnumerateFiles(target.Name + "*"));
        var bytes = whole * new FileInfo(source).Length + parts.Sum(part => part.Length);
        await passing;
        return bytes / Mebibyte / seconds;
    }

    /// <summary>The medians.</summary>
    public WorkTable Table()
    {
        var table = new WorkTable("chat", "p50 ms", "p99 ms", "p99 × alone", "files meanwhile MiB/s");
        var alone = _figures["alone"].P99.Median;
        foreach (var (name, (p50, p99, moved)) in _figures)
            table.Add(
                name, Samples.Text(p50.Median, 1), Samples.Text(p99.Median, 1), Samples.Text(p99.Median / alone),
                Samples.Text(moved.Median, 1));
        table.Add("deliveries that were missing", $"{_missing}", "", "", "");
        table.Add("pages that were read beside transfers", $"{_pages}", "", "", "");
        return table;
    }

    private void Note(string name, LoadResult result, double moved, bool counts)
    {
        if (!counts) return;
        if (!_figures.TryGetValue(name, out var figures)) figures = _figures[name] = (new Samples(), new Samples(), new Samples());
        figures.P50.Add(result.P50);
        figures.P99.Add(result.P99);
        figures.Moved.Add(moved);
        _missing += result.Expected - result.Delivered;
        Console.WriteLine($"chat {name}: p99 {result.P99:F0} ms, files {moved:F0} MiB/s");
    }

    /// <summary>The public room of the server that passes the files.</summary>
    private sealed class SiteRoom(FileSite site) : RoomServer
    {
        public override string Name => "teahouse";

        public override string Durability => "power loss";

        public override string Kind => "teahouse";

        public override int Port => site.Server.Url.Port;

        public override int Id => site.Server.Id;

        public override string[] LoadOptions => [site.Sessions];

        public override ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
