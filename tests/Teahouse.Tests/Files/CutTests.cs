using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text;
using Teahouse.Bench.Network;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

public sealed class CutTests
{
    private const int Chunk = Exchange.Chunk;

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(70_000)]
    [InlineData(Chunk / 2)]
    [InlineData(Chunk - 1)]
    public async Task A_chunk_cut_anywhere_counts_as_not_received_and_is_sent_again(int cut)
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes(Chunk + 10);
        var id = await exchange.Accepted(bytes.Length);

        using (var socket = await BeginPut(exchange, id, bytes[..Chunk])) await socket.GetStream().WriteAsync(bytes.AsMemory(0, cut));
        await Freed(exchange, id, bytes);

        Assert.Equal(Chunk, (await exchange.Status(id)).Received);
        await exchange.Upload(id, bytes, Chunk);
        Assert.Equal(bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task A_sender_whose_broken_request_is_still_open_at_the_server_does_not_send_its_chunk_in_vain_again_and_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Chunk);
        var bytes = Exchange.Bytes(Chunk);
        using var open = await BeginPut(exchange, id, bytes);
        await open.GetStream().WriteAsync(bytes.AsMemory(0, 1000));
        var (tries, carried) = (0, 0L);
        using var cable = new Cable(exchange.Server.Url, way => async (chunk, handOn) =>
        {
            if (way == Way.Up && Encoding.Latin1.GetString(chunk.Span).StartsWith("PUT ", StringComparison.Ordinal))
                Interlocked.Increment(ref tries);
            if (way == Way.Up) Interlocked.Add(ref carried, chunk.Length);
            await handOn(chunk);
        });
        using var uploader = new FileUploader(new() { Server = cable.Url, Token = () => Task.FromResult<string?>(exchange.Ada.Token) });

        var upload = uploader.UploadAsync(id, new MemoryStream(bytes));
        await SpoolTests.Eventually(() => Volatile.Read(ref tries) >= 4);
        open.Close();
        await upload;

        Assert.Equal(bytes, await exchange.Download(id));
        // The first try, and the one that was taken.
        Assert.InRange(Interlocked.Read(ref carried), Chunk, (2 * Chunk) + 70_000);
    }

    /// <summary>A sender that goes on finds its turn free as soon as the server has noticed the break.</summary>
    private static async Task Freed(Exchange exchange, Guid id, byte[] bytes)
    {
        for (var i = 0; i < 100; i++)
        {
            using var answer = await exchange.Put(id, 0, bytes[..Chunk]);
            if (answer.IsSuccessStatusCode) return;
            Assert.Equal(ErrorCode.Busy, (await Exchange.Refusal(answer, System.Net.HttpStatusCode.Conflict)).Code);
            await Task.Delay(50);
        }
    }

    private static Task<TcpClient> BeginPut(Exchange exchange, Guid id, byte[] chunk) =>
        OpenPut.Begin(exchange.Ada, id, chunk.Length, SHA256.HashData(chunk));
}
