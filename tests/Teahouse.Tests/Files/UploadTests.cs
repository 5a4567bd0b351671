using System.Net;
using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Tests.Files;

public sealed class UploadTests
{
    private const int Chunk = Exchange.Chunk;

    private static readonly byte[] Bytes = Exchange.Bytes((2 * Chunk) + 100);

    [Fact]
    public async Task A_chunk_whose_digest_is_wrong_leaves_nothing_and_may_be_sent_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        byte[] flipped = [(byte)(Bytes[0] ^ 1), .. Bytes.AsSpan(1, Chunk - 1)];

        var refusal = await Exchange.Refusal(
            await exchange.Put(id, 0, flipped, announced: Bytes[..Chunk]), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(ErrorCode.FileWrongDigest, refusal.Code);
        Assert.Equal((FileState.Accepted, 0L), ((await exchange.Status(id)).State, (await exchange.Status(id)).Received));
        Assert.Equal(0, new FileInfo(Directory.GetFiles(exchange.Spool).Single()).Length);
        await exchange.Upload(id, Bytes);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("sha-256=:AAAA:")]
    [InlineData("sha-512=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:")]
    public async Task A_chunk_needs_its_digest(string? header)
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(3);
        using var content = new ByteArrayContent([1, 2, 3]);
        if (header is not null) content.Headers.TryAddWithoutValidation("Content-Digest", header);

        var refusal = await Exchange.Refusal(
            await exchange.Ada.Http.PutAsync($"api/files/{id}/bytes/0", content), HttpStatusCode.BadRequest);

        Assert.Equal(ErrorCode.Malformed, refusal.Code);
        Assert.Equal(0, (await exchange.Status(id)).Received);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2 * Chunk)]
    [InlineData(Limits.FileBytes)]
    public async Task A_wrong_offset_is_answered_with_the_right_one(long offset)
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);

        var refusal = await Exchange.Refusal(await exchange.Put(id, offset, Bytes[..Chunk]), HttpStatusCode.Conflict);

        Assert.Equal(new Refusal(ErrorCode.FileWrongOffset, Offset: Chunk), refusal);
        await exchange.Upload(id, Bytes, refusal.Offset!.Value);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task More_bytes_than_announced_stop_at_the_announced_size(bool sayLength)
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(1000);
        var content = new SlowContent(Exchange.Bytes(300_000), pauseAfter: 900, sayLength);
        content.GoOn();

        var refusal = await Exchange.Refusal(
            await exchange.Put(id, 0, content, SHA256.HashData(Exchange.Bytes(300_000))), HttpStatusCode.RequestEntityTooLarge);

        Assert.Equal(ErrorCode.FileSizeInvalid, refusal.Code);
        Assert.Equal(0, (await exchange.Status(id)).Received);
        Assert.All(Directory.GetFiles(exchange.Spool), path => Assert.Equal(0, new FileInfo(path).Length));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_chunk_that_is_too_short_is_refused(bool sayLength)
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(1000);
        var content = new SlowContent(Exchange.Bytes(999), pauseAfter: 900, sayLength);
        content.GoOn();

        var refusal = await Exchange.Refusal(
            await exchange.Put(id, 0, content, SHA256.HashData(Exchange.Bytes(999))), HttpStatusCode.BadRequest);

        Assert.Equal(ErrorCode.Malformed, refusal.Code);
        Assert.Equal(0, (await exchange.Status(id)).Received);
    }

    [Fact]
    public async Task A_finished_upload_cannot_be_written_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);

        foreach (var offset in new long[] { 0, Chunk, Bytes.Length })
        {
            var refusal = await Exchange.Refusal(await exchange.Put(id, offset, Bytes[..Chunk]), HttpStatusCode.Conflict);
            Assert.Equal(ErrorCode.FileWrongState, refusal.Code);
        }
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task Of_two_uploads_at_once_the_second_is_refused()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        var content = new SlowContent(Bytes[..Chunk], pauseAfter: 1_000_000);
        var first = exchange.Put(id, 0, content, SHA256.HashData(Bytes.AsSpan(0, Chunk)));
        await content.Paused;
        // On the wire is not yet at work.
        await SpoolTests.Eventually(() => Directory.GetFiles(exchange.Spool).Length > 0);

        var refusal = await Exchange.Refusal(await exchange.Put(id, 0, Bytes[..Chunk]), HttpStatusCode.Conflict);
        content.GoOn();

        Assert.Equal(ErrorCode.Busy, refusal.Code);
        Assert.Equal(HttpStatusCode.OK, (await first).StatusCode);
        Assert.Equal(Chunk, (await exchange.Status(id)).Received);
    }

    [Fact]
    public async Task A_finish_asked_again_after_its_answer_was_lost_is_answered_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);

        Assert.Equal(HttpStatusCode.NoContent, (await exchange.Finish(id, Exchange.Digest(Bytes))).StatusCode);
        await Exchange.Refusal(await exchange.Finish(id, new string('0', 64)), HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task A_finish_before_the_last_byte_says_where_to_go_on()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);

        var refusal = await Exchange.Refusal(await exchange.Finish(id, Exchange.Digest(Bytes)), HttpStatusCode.Conflict);

        Assert.Equal(new Refusal(ErrorCode.FileWrongOffset, Offset: Chunk), refusal);
    }

    [Fact]
    public async Task Fault_9_a_wrong_digest_at_the_end_fails_the_transfer_and_cuts_the_download_off()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Send(id, Bytes);
        using var answer = await exchange.Open(id);
        var stream = await answer.Content.ReadAsStreamAsync();
        await stream.ReadExactlyAsync(new byte[2 * Chunk]);

        var refusal = await Exchange.Refusal(await exchange.Finish(id, new string('0', 64)), HttpStatusCode.UnprocessableEntity);

        Assert.Equal(ErrorCode.FileWrongDigest, refusal.Code);
        await Assert.ThrowsAnyAsync<IOException>(() => stream.ReadExactlyAsync(new byte[1]).AsTask());
        var failed = await Exchange.Hear<FileFailed>(exchange.LinusWindow, id);
        Assert.Equal(ErrorCode.FileWrongDigest, ((FileFailed)failed.Body).Reason);
        await SpoolTests.Gone(exchange, id);
    }
}
