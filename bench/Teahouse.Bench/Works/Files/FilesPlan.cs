using Teahouse.Bench.Processes;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Files;

/// <summary>What W7 measures.</summary>
/// <param name="Rounds">Of each part, that count, after one that does not.</param>
/// <param name="Size">Bytes of the one large file, and of several together.</param>
/// <param name="AtOnce">How many several are.</param>
/// <param name="Small">How many small files.</param>
/// <param name="Chat">What is said beside.</param>
/// <param name="Warm">Files of <paramref name="Size"/> that go through our server before all else: a server that has run for a while has
/// compiled its code; <see cref="WarmSmall"/> small ones before them.</param>
/// <param name="Parts">Those that are measured: of <c>one</c>, <c>several</c>, <c>small</c>, <c>chat</c>.</param>
internal sealed record FilesPlan(int Rounds, long Size, int AtOnce, int Small, LoadPlan Chat, int Warm, string[] Parts)
{
    private const int WarmSmall = 2000;

    /// <summary>Measures all of it, the ways in turns.</summary>
    /// <returns>The tables.</returns>
    public async Task<string> Run()
    {
        await using var site = await FileSite.Start(2 * AtOnce, Chat.Guests);
        var programs = new CPrograms(site.FolderOf("programs"));
        await programs.Compile();
        await using var ours = new TeahouseWay(site);
        await ours.Enter(AtOnce);
        await using var nginx = await NginxWay.Start(site.FolderOf("nginx"));
        await using var scp = await ScpWay.Start(site.FolderOf("ssh"));
        var (whole, part) = (await site.Fill("whole.bin", Size), await site.Fill("part.bin", Size / AtOnce));
        site.NoteIdle();
        var (one, several) = (new LargeFiles(site, whole, 1), new LargeFiles(site, part, AtOnce));
        var (small, chat) = (new SmallFiles(site, Small), new ChatBeside(site, programs, Chat));
        // What is done once for a file is compiled by many of them, and a large one passes it once.
        if (Warm > 0) await ours.Pairs[0].PassMany(WarmSmall, SmallFiles.Bytes, SmallFiles.AtOnce);
        for (var file = 0; file < Warm; file++)
        {
            var before = ProcessUse.CpuSeconds(site.Server.Id);
            await one.Round([ours], counts: false);
            Console.WriteLine($"to get warm, file {file + 1}: {ProcessUse.CpuSeconds(site.Server.Id) - before:F2} s of CPU");
        }
        FileWay[] ways = [ours, nginx, scp];
        await Measure("one", ways, one.Round);
        await Measure("several", ways, several.Round);
        await Measure("small", ways, (_, counts) => small.Round(ours, nginx, counts));
        // Last, for the memory of all who talk would be in the others' figures.
        await Measure("chat", ways, (_, counts) => chat.Round([ours, nginx], part, AtOnce, counts));
        var table = new WorkTable(
            "large files", "way", "CPU s/GiB", "least–most", "× (nginx + pass)", "wall s", "memory above idle MiB", "slowest ÷ fastest");
        if (Has("one")) one.AddTo(table);
        if (Has("several")) several.AddTo(table);
        return $"{table}{(Has("small") ? $"\n{small.Table()}" : "")}{(Has("chat") ? $"\n{chat.Table()}" : "")}";
    }

    private async Task Measure(string part, FileWay[] ways, Func<FileWay[], bool, Task> round)
    {
        if (!Has(part)) return;
        for (var number = 0; number <= Rounds; number++)
        {
            // Whoever comes after a rest pays for memory that a virtual machine's host took back meanwhile.
            await round([.. ways.Skip(number % ways.Length), .. ways.Take(number % ways.Length)], number > 0);
        }
    }

    private bool Has(string part) => Parts.Contains(part);
}
