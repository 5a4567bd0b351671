using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Teahouse.Protocol;

namespace Teahouse.Tests.Files;

public sealed class DownloadTests
{
    private const int Chunk = Exchange.Chunk;

    private static readonly byte[] Bytes = Exchange.Bytes((2 * Chunk) + 100);

    [Fact]
    public async Task Bytes_flow_to_the_receiver_while_they_arrive_and_the_last_chunk_waits_for_the_digest()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        var opening = exchange.Open(id);
        await Task.Delay(200);
        Assert.False(opening.IsCompleted);

        await exchange.Put(id, 0, Bytes[..Chunk]);
        using var answer = await opening;
        var stream = await answer.Content.ReadAsStreamAsync();
        await ReadAndCompare(stream, 0, Chunk);

        await exchange.Send(id, Bytes, Chunk);
        await ReadAndCompare(stream, Chunk, 2 * Chunk);
        var next = stream.ReadAsync(new byte[1]).AsTask();
        await Task.Delay(300);
        Assert.False(next.IsCompleted);

        await exchange.Finish(id, Exchange.Digest(Bytes));
        Assert.Equal(1, await next);
        await ReadAndCompare(stream, (2 * Chunk) + 1, Bytes.Length);
        Assert.Equal(0, await stream.ReadAsync(new byte[1]));
        await Exchange.Hear<FileDone>(exchange.AdasWindow, id);
    }

    [Fact]
    public async Task A_download_is_always_an_attachment_that_no_browser_interprets()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);

        using var answer = await exchange.Open(id);

        Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
        Assert.Equal("龙井.bin", answer.Content.Headers.ContentDisposition.FileNameStar);
        Assert.Equal("application/octet-stream", answer.Content.Headers.ContentType!.ToString());
        Assert.Equal(Bytes.Length, answer.Content.Headers.ContentLength);
        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.Equal("default-src 'none'; sandbox", answer.Headers.GetValues("Content-Security-Policy").Single());
        Assert.Contains("bytes", answer.Headers.AcceptRanges);
        Assert.True(answer.Headers.CacheControl!.NoStore);
    }

    [Fact]
    public async Task A_broken_download_is_resumed_by_range_and_is_done_at_its_end()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);
        const int broken = 1_234_567;
        EntityTagHeaderValue tag;
        using (var first = await exchange.Open(id))
        {
            await ReadAndCompare(await first.Content.ReadAsStreamAsync(), 0, broken);
            tag = first.Headers.ETag!;
        }
        Assert.Equal(FileState.Stored, (await exchange.Status(id)).State);

        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/files/{id}/content");
        request.Headers.Range = new RangeHeaderValue(broken, null);
        request.Headers.IfRange = new RangeConditionHeaderValue(tag);
        using var answer = await exchange.Linus.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal($"bytes {broken}-{Bytes.Length - 1}/{Bytes.Length}", answer.Content.Headers.ContentRange!.ToString());
        Assert.Equal(Bytes[broken..], await answer.Content.ReadAsByteArrayAsync());
        await Exchange.Hear<FileDone>(exchange.LinusWindow, id);
    }

    [Theory]
    [InlineData(0L, 0L)]
    [InlineData(5L, 9L)]
    [InlineData(Chunk - 1L, (long)Chunk)]
    [InlineData(null, 10L)]
    [InlineData(10L, 99_999_999_999L)]
    public async Task Any_single_range_is_served(long? from, long? to)
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);
        var (start, end) = from is null ? (Bytes.Length - to!.Value, Bytes.Length) : (from.Value, Math.Min(to!.Value + 1, Bytes.Length));

        using var answer = await exchange.Open(id, new RangeHeaderValue(from, to));

        Assert.Equal(HttpStatusCode.PartialContent, answer.StatusCode);
        Assert.Equal(Bytes[(int)start..(int)end], await answer.Content.ReadAsByteArrayAsync());
        if (end < Bytes.Length) Assert.Equal(FileState.Stored, (await exchange.Status(id)).State);
    }

    [Fact]
    public async Task A_range_outside_of_the_file_is_not_satisfiable()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);

        using var answer = await exchange.Open(id, new RangeHeaderValue(Bytes.Length, null));

        Assert.Equal(HttpStatusCode.RequestedRangeNotSatisfiable, answer.StatusCode);
        Assert.Equal($"bytes */{Bytes.Length}", answer.Content.Headers.ContentRange!.ToString());
    }

    [Fact]
    public async Task A_resume_of_another_version_gets_the_whole()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/files/{id}/content");
        request.Headers.Range = new RangeHeaderValue(5, null);
        request.Headers.IfRange = new RangeConditionHeaderValue(new EntityTagHeaderValue("\"other\""));

        using var answer = await exchange.Linus.Http.SendAsync(request);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        Assert.Equal(Bytes, await answer.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task A_range_of_bytes_that_are_on_their_way_waits_for_them()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);
        var waiting = exchange.Download(id, new RangeHeaderValue(Chunk + 5, null));

        await exchange.Upload(id, Bytes, Chunk);

        Assert.Equal(Bytes[(Chunk + 5)..], await waiting);
    }

    [Fact]
    public async Task A_receiver_who_does_not_read_stops_neither_the_sender_nor_the_chat()
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes(6 * Chunk);
        var id = await exchange.Accepted(bytes.Length);
        await exchange.Put(id, 0, bytes[..Chunk]);
        using var silent = await exchange.Open(id);

        await exchange.Upload(id, bytes, Chunk);
        await exchange.AdasWindow.Say("午饭?", exchange.ConversationId);

        Assert.Equal(bytes, await silent.Content.ReadAsByteArrayAsync());
    }

    [Fact]
    public async Task Whoever_closes_the_connection_right_after_the_last_byte_has_the_file()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);
        using (var client = new TcpClient())
        {
            await client.ConnectAsync(exchange.Server.Url.Host, exchange.Server.Url.Port);
            client.LingerState = new LingerOption(true, 0);
            await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"GET /api/files/{id}/content HTTP/1.1\r\nHost: t\r\nAuthorization: Bearer {exchange.Linus.Token}\r\n\r\n"));
            while (await ReadLine(client.GetStream()) != "")
            {
            }
            await ReadAndCompare(client.GetStream(), 0, Bytes.Length);
        }

        await exchange.Done(id);
    }

    private static async Task<string> ReadLine(NetworkStream stream)
    {
        var line = new StringBuilder();
        var letter = new byte[1];
        while (letter[0] != '\n')
        {
            await stream.ReadExactlyAsync(letter);
            line.Append((char)letter[0]);
        }
        return line.ToString().Trim();
    }

    private static async Task ReadAndCompare(Stream stream, int from, int end)
    {
        var read = new byte[end - from];
        await stream.ReadExactlyAsync(read).AsTask().WaitAsync(TimeSpan.FromSeconds(60));
        Assert.True(Bytes.AsSpan(from, end - from).SequenceEqual(read));
    }
}
