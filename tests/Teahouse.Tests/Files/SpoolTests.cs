using System.Net;
using Teahouse.Protocol;

namespace Teahouse.Tests.Files;

public sealed class SpoolTests
{
    private const int Chunk = Exchange.Chunk;

    private static readonly byte[] Bytes = Exchange.Bytes((2 * Chunk) + 100);

    [Fact]
    public async Task A_file_keeps_its_bytes_for_a_while_after_it_is_done_and_then_frees_the_disk()
    {
        await using var exchange = await Exchange.Start(options => options with { FileKeep = TimeSpan.FromSeconds(2) });
        var id = await exchange.Stored(Bytes);
        await exchange.Download(id);
        await Exchange.Hear<FileDone>(exchange.AdasWindow, id);

        Assert.Equal(Bytes, await exchange.Download(id));
        await Gone(exchange, id);
        await Exchange.Refusal(await exchange.Open(id), HttpStatusCode.Conflict);
        Assert.Single(await exchange.Log(), typeof(FileDone));
    }

    [Fact]
    public async Task Bytes_of_transfers_that_nobody_knows_or_that_ended_are_swept_at_the_start()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await Exchange.Cancel(exchange.AdasWindow, id);
        await Gone(exchange, id);
        var stale = Path.Combine(exchange.Spool, id.ToString("N") + ".part");
        var unknown = Path.Combine(exchange.Spool, Guid.NewGuid().ToString("N"));
        var foreign = Path.Combine(exchange.Spool, "README.txt");
        foreach (var path in new[] { stale, unknown, foreign }) await File.WriteAllTextAsync(path, "old");

        await exchange.Restart();

        await Eventually(() => !File.Exists(stale) && !File.Exists(unknown));
        Assert.True(File.Exists(foreign));
    }

    [Fact]
    public async Task After_a_restart_a_transfer_goes_on_from_its_last_whole_chunk()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);
        // A chunk that the end of the process cut off.
        await using (var part = File.Open(PartOf(exchange, id), FileMode.Append)) part.Write(new byte[12345]);

        await exchange.Restart();

        Assert.Equal((FileState.Accepted, (long)Chunk), ((await exchange.Status(id)).State, (await exchange.Status(id)).Received));
        Assert.Equal(Chunk, new FileInfo(PartOf(exchange, id)).Length);
        var download = exchange.Download(id);
        await exchange.Upload(id, Bytes, Chunk);
        Assert.Equal(Bytes, await download);
    }

    [Fact]
    public async Task Chunks_whose_bytes_are_lost_are_asked_for_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Send(id, Bytes[..(2 * Chunk)]);
        await using (var part = File.OpenWrite(PartOf(exchange, id))) part.SetLength((2 * Chunk) - 1);

        await exchange.Restart();

        Assert.Equal(Chunk, (await exchange.Status(id)).Received);
        await exchange.Upload(id, Bytes, Chunk);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task A_stored_file_waits_for_its_receiver_over_a_restart()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);

        await exchange.Restart();

        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task A_restart_in_the_middle_of_a_chunk_and_a_download_loses_only_that_chunk()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);
        var content = new SlowContent(Bytes[Chunk..(2 * Chunk)], pauseAfter: 1_000_000);
        var put = exchange.Put(id, Chunk, content, new byte[32]);
        await content.Paused;
        using var answer = await exchange.Open(id);

        await exchange.Restart();

        content.GoOn();
        await Assert.ThrowsAnyAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync());
        Assert.Equal(Chunk, (await exchange.Status(id)).Received);
        await exchange.Upload(id, Bytes, Chunk);
        Assert.Equal(Bytes, await exchange.Download(id));
        await Record.ExceptionAsync(() => put);
    }

    [Fact]
    public async Task A_full_disk_refuses_the_chunk_while_chat_goes_on_and_works_again_when_there_is_room()
    {
        // Only Linux has a file that is always full.
        if (!OperatingSystem.IsLinux()) return;
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        File.CreateSymbolicLink(PartOf(exchange, id), "/dev/full");

        var refusal = await Exchange.Refusal(await exchange.Put(id, 0, Bytes[..Chunk]), HttpStatusCode.InsufficientStorage);
        await exchange.AdasWindow.Say("午饭?", exchange.ConversationId);
        File.Delete(PartOf(exchange, id));

        Assert.Equal(ErrorCode.FileNoRoom, refusal.Code);
        Assert.Equal((FileState.Accepted, 0L), ((await exchange.Status(id)).State, (await exchange.Status(id)).Received));
        await exchange.Upload(id, Bytes);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task A_chunk_that_a_full_disk_refuses_in_its_middle_is_read_to_its_end_so_that_its_sender_hears_why()
    {
        if (!OperatingSystem.IsLinux()) return;
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        File.CreateSymbolicLink(PartOf(exchange, id), "/dev/full");
        for (var turn = 0; turn < 3; turn++)
        {
            var content = new SlowContent(Bytes[..Chunk], pauseAfter: 300_000);
            var put = exchange.Put(id, 0, content, new byte[32]);
            await content.Paused;
            // Long enough for the refusal to be on its way, and for the connection to be cut if it was going to be.
            await Task.Delay(200, TestContext.Current.CancellationToken);
            content.GoOn();

            Assert.Equal(ErrorCode.FileNoRoom, (await Exchange.Refusal(await put, HttpStatusCode.InsufficientStorage)).Code);
        }
    }

    internal static Task Gone(Exchange exchange, Guid id) =>
        Eventually(() => Directory.GetFiles(exchange.Spool, id.ToString("N") + "*").Length == 0);

    private static string PartOf(Exchange exchange, Guid id) => Path.Combine(exchange.Spool, id.ToString("N") + ".part");

    internal static async Task Eventually(Func<bool> holds)
    {
        for (var i = 0; i < 200 && !holds(); i++) await Task.Delay(50);
        Assert.True(holds());
    }
}
