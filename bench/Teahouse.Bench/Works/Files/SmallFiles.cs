using System.Diagnostics;
using System.Security.Cryptography;
using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Works.Files;

/// <summary>
/// Many small files, each offered, accepted, sent, fetched and compared; beside it nginx, which only takes and gives them.
/// </summary>
internal sealed class SmallFiles(FileSite site, int count)
{
    /// <summary>Bytes of one.</summary>
    public const int Bytes = 1024;

    /// <summary>As many as a browser has connections to a host.</summary>
    public const int AtOnce = 6;

    private readonly Samples _cpu = new();
    private readonly Samples _pace = new();
    private readonly Samples _memory = new();
    private readonly Samples _nginxCpu = new();
    private readonly Samples _nginxPace = new();

    /// <summary>Both ways once.</summary>
    public async Task Round(TeahouseWay ours, NginxWay nginx, bool counts)
    {
        var (before, clock) = (ProcessUse.CpuSeconds(site.Server.Id), Stopwatch.StartNew());
        ProcessUse.ForgetPeak(site.Server.Id);
        var passed = await ours.Pairs[0].PassMany(count, Bytes, AtOnce);
        if (passed != count) throw new InvalidOperationException($"{passed} of {count} small files came.");
        if (counts)
        {
            _cpu.Add((ProcessUse.CpuSeconds(site.Server.Id) - before) / count);
            _pace.Add(count / clock.Elapsed.TotalSeconds);
            _memory.Add(ProcessUse.PeakMemory(site.Server.Id) - site.IdleMemory);
            Console.WriteLine($"{count} small files: {_pace.Last:F0} a second");
        }
        (before, clock) = (ProcessUse.CpuSeconds(nginx.Server!.Value), Stopwatch.StartNew());
        await Through(nginx);
        if (!counts) return;
        _nginxCpu.Add((ProcessUse.CpuSeconds(nginx.Server.Value) - before) / count);
        _nginxPace.Add(count / clock.Elapsed.TotalSeconds);
    }

    /// <summary>The medians.</summary>
    public WorkTable Table()
    {
        var table = new WorkTable("small files", "way", "files a second", "ms of CPU each", "memory above idle MiB");
        table.Add(
            $"{count} × {Bytes} bytes", "teahouse: offer, answer, PUT, finish, GET", Samples.Text(_pace.Median, 0),
            Samples.Text(_cpu.Median * 1000), Samples.Text(_memory.Largest / (1 << 20), 0));
        table.Add(
            $"{count} × {Bytes} bytes", "nginx: PUT, GET", Samples.Text(_nginxPace.Median, 0), Samples.Text(_nginxCpu.Median * 1000), "");
        return table;
    }

    private async Task Through(NginxWay nginx)
    {
        using var http = new HttpClient();
        var bytes = RandomNumberGenerator.GetBytes(Bytes);
        await Parallel.ForAsync(0, count, new ParallelOptions { MaxDegreeOfParallelism = AtOnce }, async (number, stop) =>
        {
            var url = nginx.UrlOf($"small{number}");
            using var put = await http.PutAsync(url, new ByteArrayContent(bytes), stop);
            put.EnsureSuccessStatusCode();
            if ((await http.GetByteArrayAsync(url, stop)).Length != Bytes) throw new InvalidOperationException("It is not whole.");
        });
    }
}
