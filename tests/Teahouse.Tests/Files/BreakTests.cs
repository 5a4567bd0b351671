using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

public sealed class BreakTests
{
    private const long Size = (20L * Exchange.Chunk) + 77;

    [Fact]
    public async Task A_transfer_goes_on_over_kill_9_of_the_server_and_both_sides_have_the_same_bytes()
    {
        await using var pair = await Pair.Start();
        var id = await pair.Accepted(Size);
        using var target = new MemoryStream();
        var reached = new TaskCompletionSource();
        var download = pair.Downloader.DownloadAsync(id, target, new Milestone(Size / 3, reached));
        var upload = pair.Uploader.UploadAsync(id, new PatternStream(Size));

        await reached.Task.WaitAsync(TimeSpan.FromSeconds(60));
        pair.Server.Kill();
        await pair.Server.Restart();

        await Same(await upload, await download, target);
        var room = await pair.Linus.Room(People.Ada);
        await pair.Linus.Until(() => room.FindTransfer(id)!.State == FileState.Done, "sees the file done");
    }

    [Fact]
    public async Task A_transfer_goes_on_over_broken_connections_of_both_sides()
    {
        await using var pair = await Pair.Start();
        var id = await pair.Accepted(Size);
        using var target = new MemoryStream();
        var room = await pair.Ada.Room(People.Linus);
        var download = pair.Downloader.DownloadAsync(id, target);
        var upload = pair.Uploader.UploadAsync(id, new PatternStream(Size));

        for (var third = 1; third <= 2; third++)
        {
            await pair.Ada.Until(() => room.FindTransfer(id)!.Received >= third * Size / 3, "sees the bytes at the server");
            pair.Blink();
        }

        await Same(await upload, await download, target);
    }

    private static async Task Same(string sent, string got, MemoryStream target)
    {
        Assert.Equal(sent, got);
        var (expected, bytes) = (new byte[Size], target.ToArray());
        await new PatternStream(Size).ReadExactlyAsync(expected);
        Assert.True(expected.AsSpan().SequenceEqual(bytes));
    }

    private sealed class Milestone(long bytes, TaskCompletionSource reached) : IProgress<long>
    {
        public void Report(long value)
        {
            if (value >= bytes) reached.TrySetResult();
        }
    }
}
