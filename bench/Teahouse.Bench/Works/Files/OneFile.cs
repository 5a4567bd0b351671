using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Works.Files;

/// <summary>One file from one to another, beside the ways of others.</summary>
internal sealed class OneFile(FileSite site)
{
    private readonly Samples _cpu = new();
    private readonly Samples _wall = new();
    private readonly Samples _memory = new();
    private readonly Samples _pass = new();

    /// <summary>Each way once.</summary>
    public async Task Round()
    {
        await Teahouse();
        await Hash();
    }

    /// <summary>The medians.</summary>
    public WorkTable Table()
    {
        var table = new WorkTable("way", "CPU s", "wall s", "memory above idle MiB");
        table.Add("teahouse", Samples.Text(_cpu.Median), Samples.Text(_wall.Median), Samples.Text(_memory.Largest / (1 << 20), 0));
        table.Add("openssl dgst -sha256", Samples.Text(_pass.Median), "", "");
        return table;
    }

    private async Task Teahouse()
    {
        await using var pair = await FilePair.Enter(site, 0);
        var (idle, before) = (ProcessUse.Memory(site.Server.Id), ProcessUse.CpuSeconds(site.Server.Id));
        ProcessUse.ForgetPeak(site.Server.Id);
        _wall.Add((await pair.Pass(site.Source, site.PathOf("target.bin"))).TotalSeconds);
        _cpu.Add(ProcessUse.CpuSeconds(site.Server.Id) - before);
        _memory.Add(ProcessUse.PeakMemory(site.Server.Id) - idle);
    }

    private async Task Hash() =>
        _pass.Add(await ProcessUse.Run("openssl", "dgst", "-sha256", "-out", site.PathOf("digest"), site.Source));
}
