using System.Net;
using Teahouse.Protocol;

namespace Teahouse.Tests.Files;

public sealed class CancelTests
{
    private static readonly byte[] Bytes = Exchange.Bytes(2 * Exchange.Chunk);

    [Theory]
    [InlineData(FileState.Offered, true)]
    [InlineData(FileState.Offered, false)]
    [InlineData(FileState.Accepted, true)]
    [InlineData(FileState.Accepted, false)]
    [InlineData(FileState.Stored, true)]
    [InlineData(FileState.Stored, false)]
    public async Task Either_side_may_cancel_until_it_is_done(FileState state, bool bySender)
    {
        await using var exchange = await Exchange.Start();
        var id = await Reach(exchange, state);

        await Exchange.Cancel(bySender ? exchange.AdasWindow : exchange.LinusWindow, id);

        var heard = await Exchange.Hear<FileCancelled>(bySender ? exchange.LinusWindow : exchange.AdasWindow, id);
        Assert.Equal(bySender ? exchange.Ada.Id : exchange.Linus.Id, heard.By);
        foreach (var answer in new[] { await exchange.Put(id, 0, Bytes[..Exchange.Chunk]), await exchange.Open(id) })
            Assert.Equal(ErrorCode.FileWrongState, (await Exchange.Refusal(answer, HttpStatusCode.Conflict)).Code);
        await ConsentTests.Refused(ErrorCode.FileWrongState, exchange.Accept(id));
        await SpoolTests.Gone(exchange, id);
    }

    [Fact]
    public async Task What_is_done_cannot_be_cancelled()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);
        await exchange.Download(id);
        await Exchange.Hear<FileDone>(exchange.AdasWindow, id);

        await ConsentTests.Refused(ErrorCode.FileWrongState, Exchange.Cancel(exchange.AdasWindow, id));
    }

    [Fact]
    public async Task Cancelling_cuts_a_running_download_off()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Exchange.Chunk]);
        using var answer = await exchange.Open(id);

        await Exchange.Cancel(exchange.AdasWindow, id);

        await Assert.ThrowsAsync<HttpRequestException>(() => answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Cancelling_answers_a_download_that_still_waits_for_its_first_byte()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        var waiting = exchange.Open(id);

        await Exchange.Cancel(exchange.LinusWindow, id);

        Assert.Equal(ErrorCode.FileWrongState, (await Exchange.Refusal(await waiting, HttpStatusCode.Conflict)).Code);
    }

    [Fact]
    public async Task Cancelling_stops_a_chunk_on_its_way_and_leaves_nothing_on_the_disk()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        var content = new SlowContent(Bytes[..Exchange.Chunk], pauseAfter: 1_000_000);
        var put = exchange.Put(id, 0, content, new byte[32]);
        await content.Paused;

        await Exchange.Cancel(exchange.LinusWindow, id);

        await SpoolTests.Gone(exchange, id);
        content.GoOn();
        Assert.Equal(ErrorCode.FileWrongState, (await Exchange.Refusal(await put, HttpStatusCode.Conflict)).Code);
        await SpoolTests.Gone(exchange, id);
    }

    private static async Task<Guid> Reach(Exchange exchange, FileState state)
    {
        var id = await exchange.Offer(Bytes.Length);
        if (state == FileState.Offered) return id;
        await exchange.Accept(id);
        if (state == FileState.Accepted) await exchange.Put(id, 0, Bytes[..Exchange.Chunk]);
        else await exchange.Upload(id, Bytes);
        return id;
    }
}
