using System.Diagnostics;
using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Works.Files;

/// <summary>One or several large files at once, each way in turns.</summary>
internal sealed class LargeFiles(FileSite site, string source, int atOnce)
{
    private const double Mebibyte = 1 << 20;

    private readonly double _gibibytes = atOnce * new FileInfo(source).Length / (double)(1 << 30);
    private readonly Dictionary<FileWay, Figures> _figures = [];
    private readonly Samples _pass = new();

    /// <summary>Each way once.</summary>
    /// <param name="ways">The ways.</param>
    /// <param name="counts">Whether it counts; a first round only warms up.</param>
    public async Task Round(IEnumerable<FileWay> ways, bool counts)
    {
        foreach (var way in ways)
        {
            var figures = await Measure(way, counts ? FiguresOf(way) : new Figures());
            if (counts) Console.WriteLine($"{atOnce} at once, {way.Name}: {figures}");
        }
        var pass = await ProcessUse.Run("openssl", "dgst", "-sha256", "-out", site.PathOf("digest"), source);
        if (counts) _pass.Add(pass * atOnce);
    }

    /// <summary>Adds the medians to a table.</summary>
    public void AddTo(WorkTable table)
    {
        var nginx = _figures.Where(one => one.Key is NginxWay).Select(one => one.Value.Cpu.Median).SingleOrDefault(double.NaN);
        foreach (var (way, figures) in _figures)
        {
            var ratio = way.Server is null ? "" : Samples.Text(figures.Cpu.Median / (nginx + _pass.Median));
            table.Add(
                $"{atOnce} × {_gibibytes * 1024 / atOnce:F0} MiB", way.Name, way.Server is null ? "" : PerGibibyte(figures.Cpu.Median),
                way.Server is null ? "" : $"{PerGibibyte(figures.Cpu.Least)}–{PerGibibyte(figures.Cpu.Largest)}", ratio,
                Samples.Text(figures.Wall.Median), figures.Memory is { } memory ? Samples.Text(memory.Largest / Mebibyte, 0) : "",
                Samples.Text(figures.Spread.Median));
        }
        table.Add($"{atOnce} × {_gibibytes * 1024 / atOnce:F0} MiB", "one pass of SHA-256", PerGibibyte(_pass.Median), "", "", "", "", "");
    }

    private string PerGibibyte(double seconds) => Samples.Text(seconds / _gibibytes);

    private Figures FiguresOf(FileWay way) => _figures.TryGetValue(way, out var figures) ? figures : _figures[way] = new Figures();

    private async Task<Figures> Measure(FileWay way, Figures figures)
    {
        var before = way.Server is { } server ? ProcessUse.CpuSeconds(server) : 0;
        if (way is TeahouseWay) ProcessUse.ForgetPeak(site.Server.Id);
        var clock = Stopwatch.StartNew();
        var times = await Task.WhenAll(Enumerable.Range(0, atOnce).Select(async lane =>
        {
            await way.Pass(lane, source, site.PathOf($"target{lane}"));
            return clock.Elapsed.TotalSeconds;
        }));
        figures.Wall.Add(clock.Elapsed.TotalSeconds);
        figures.Spread.Add(times.Max() / times.Min());
        if (way.Server is { } same) figures.Cpu.Add(ProcessUse.CpuSeconds(same) - before);
        if (way is TeahouseWay) (figures.Memory ??= new Samples()).Add(ProcessUse.PeakMemory(site.Server.Id) - site.IdleMemory);
        for (var lane = 0; lane < atOnce; lane++) Check(site.PathOf($"target{lane}"));
        return figures;
    }

    private void Check(string target)
    {
        if (new FileInfo(target).Length != new FileInfo(source).Length) throw new InvalidOperationException($"{target} is not whole.");
        File.Delete(target);
    }

    private sealed class Figures
    {
        public Samples Cpu { get; } = new();

        public Samples Wall { get; } = new();

        public Samples Spread { get; } = new();

        public Samples? Memory { get; set; }

        public override string ToString() =>
            $"{(Cpu.Count > 0 ? Samples.Text(Cpu.Last) + " s of CPU, " : "")}{Samples.Text(Wall.Last)} s";
    }
}
