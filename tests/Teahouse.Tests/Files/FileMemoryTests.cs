using System.Diagnostics;

namespace Teahouse.Tests.Files;

public sealed class FileMemoryTests
{
    private const long Mib = 1024 * 1024;

    [Fact]
    public async Task The_servers_memory_stays_flat_however_large_the_file()
    {
        await using var pair = await Pair.Start();
        await Carry(pair, 16 * Mib);
        using var server = Process.GetProcessById(pair.Server.Id);
        var before = server.PeakWorkingSet64;

        await Carry(pair, 256 * Mib);

        server.Refresh();
        TestContext.Current.TestOutputHelper?.WriteLine($"{before / Mib} MiB before, {server.PeakWorkingSet64 / Mib} MiB at most");
        Assert.InRange(server.PeakWorkingSet64 - before, 0, 64 * Mib);
    }

    private static async Task Carry(Pair pair, long size)
    {
        var id = await pair.Accepted(size);
        var download = pair.Downloader.DownloadAsync(id, Stream.Null);
        var sent = await pair.Uploader.UploadAsync(id, new PatternStream(size));
        Assert.Equal(sent, await download);
    }
}
