using System.Net.Http.Headers;
using Teahouse.Protocol;

namespace Teahouse.Tests.Files;

public sealed class ProgressTests
{
    private const int Chunk = Exchange.Chunk;

    [Fact]
    public async Task Both_sides_are_told_how_far_it_has_come_and_once_at_the_end()
    {
        await using var exchange = await Exchange.Start();
        await using var second = await exchange.Linus.Open();
        var bytes = Exchange.Bytes((2 * Chunk) + 7);
        var id = await exchange.Accepted(bytes.Length);
        Kit.TestWindow[] windows = [exchange.AdasWindow, exchange.LinusWindow, second];

        await exchange.Put(id, 0, bytes[..Chunk]);
        foreach (var window in windows)
            Assert.Equal(new TransferProgress(id, exchange.ConversationId, Chunk, 0), await window.Hear<TransferProgress>());

        await exchange.Upload(id, bytes, Chunk);
        foreach (var window in windows) await window.Hear<TransferProgress>(told => told.Received == bytes.Length && told.Handed == 0);

        await exchange.Download(id);
        foreach (var window in windows)
            await window.Hear<TransferProgress>(told => told.Received == bytes.Length && told.Handed == bytes.Length);
    }

    [Fact]
    public async Task Who_comes_later_reads_how_much_was_handed_over()
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes((2 * Chunk) + 7);
        var id = await exchange.Accepted(bytes.Length);
        await exchange.Send(id, bytes);
        Assert.Equal(0, (await exchange.Status(id)).Handed);

        await exchange.Download(id, new RangeHeaderValue(0, Chunk - 1));

        // It is noted just after the receiver has it.
        for (var i = 0; i < 100 && (await exchange.Status(id)).Handed < Chunk; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Equal(Chunk, (await exchange.Status(id)).Handed);
    }

    [Fact]
    public async Task Progress_is_told_a_few_times_a_second_however_fast_it_goes()
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes(8 * Chunk);
        var id = await exchange.Accepted(bytes.Length);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var told = 0;
        using var counting = Microsoft.AspNetCore.SignalR.Client.HubConnectionExtensions.On<TransferProgress>(
            exchange.AdasWindow.Hub, nameof(IChatClient.TransferProgress), _ => Interlocked.Increment(ref told));

        var download = exchange.Download(id);
        await exchange.Upload(id, bytes);
        await download;
        await exchange.AdasWindow.Hear<TransferProgress>(last => last.Handed == bytes.Length);

        Assert.InRange(told, 1, (clock.ElapsedMilliseconds / 200) + 3);
    }
}
