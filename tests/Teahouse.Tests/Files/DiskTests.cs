using System.Net;
using System.Net.Http.Headers;
using Dapper;
using Microsoft.Data.Sqlite;
using Teahouse.Protocol;

namespace Teahouse.Tests.Files;

/// <summary>What of a file on its way is on the disk, and what the system alone has.</summary>
public sealed class DiskTests
{
    private const int Chunk = Exchange.Chunk;

    private static readonly byte[] Bytes = Exchange.Bytes((3 * Chunk) + 100);

    [Fact]
    public async Task After_the_machine_went_down_the_first_chunk_that_is_lost_and_what_follows_are_asked_for_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Send(id, Bytes[..(3 * Chunk)]);
        await Lose(exchange, id, Chunk + 1000);
        await Sql(exchange, "UPDATE house SET value = 'the run before' WHERE key = 'machine run'");

        await exchange.Restart();

        Assert.Equal(Chunk, (await exchange.Status(id)).Received);
        await exchange.Upload(id, Bytes, Chunk);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task What_was_brought_to_the_disk_is_not_read_again_after_the_machine_went_down()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Send(id, Bytes[..(3 * Chunk)]);
        await Sql(exchange, $"UPDATE files SET synced = {2 * Chunk}");
        await Lose(exchange, id, 1000);
        await Sql(exchange, "UPDATE house SET value = 'the run before' WHERE key = 'machine run'");

        await exchange.Restart();

        Assert.Equal(3 * Chunk, (await exchange.Status(id)).Received);
    }

    [Fact]
    public async Task A_file_that_takes_its_time_is_brought_to_the_disk_while_it_arrives()
    {
        await using var exchange = await Exchange.Start(options => options with { FileFlush = TimeSpan.Zero });
        var id = await exchange.Accepted(Bytes.Length);

        for (var offset = 0; offset < 3 * Chunk; offset += Chunk)
        {
            using var put = await exchange.Put(id, offset, Bytes[offset..(offset + Chunk)]);
            await Task.Delay(500);
        }

        Assert.Equal(Chunk, await Synced(exchange));
    }

    [Fact]
    public async Task A_receiver_who_reads_along_has_the_whole_file_before_the_sender_is_told_so()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        var download = exchange.Download(id);
        await exchange.Send(id, Bytes);

        using var finished = await exchange.Finish(id, Exchange.Digest(Bytes));

        Assert.Equal(HttpStatusCode.NoContent, finished.StatusCode);
        Assert.Equal(FileState.Done, (await exchange.Status(id)).State);
        Assert.Equal(Bytes, await download);
        Assert.Equal([typeof(FileStored), typeof(FileDone)], (await exchange.Log())[^2..]);
    }

    [Fact]
    public async Task A_receiver_who_brings_their_copy_to_their_disk_before_they_ask_for_the_last_byte_is_waited_for()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        var download = exchange.Download(id, new RangeHeaderValue(0, Bytes.Length - 2));
        await exchange.Send(id, Bytes);

        var finishing = exchange.Finish(id, Exchange.Digest(Bytes));
        Assert.Equal(Bytes[..^1], await download);
        await Task.WhenAny(finishing, Task.Delay(500));
        Assert.False(finishing.IsCompleted);
        Assert.Equal(Bytes[^1..], await exchange.Download(id, new RangeHeaderValue(Bytes.Length - 1, null)));

        using var finished = await finishing;
        Assert.Equal(HttpStatusCode.NoContent, finished.StatusCode);
        Assert.Equal(FileState.Done, (await exchange.Status(id)).State);
    }

    [Fact]
    public async Task A_file_whose_receiver_stops_reading_is_stored_all_the_same()
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes(8 * Chunk);
        var id = await exchange.Accepted(bytes.Length);
        await exchange.Put(id, 0, bytes[..Chunk]);
        using var stuck = await exchange.Open(id);
        await exchange.Send(id, bytes, Chunk);

        using var finished = await exchange.Finish(id, Exchange.Digest(bytes));

        Assert.Equal(HttpStatusCode.NoContent, finished.StatusCode);
        Assert.Equal(FileState.Stored, (await exchange.Status(id)).State);
        Assert.Equal(bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task A_file_that_was_whole_when_the_server_was_ended_is_stored_by_the_next_run()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Send(id, Bytes);
        await Sql(exchange, $"UPDATE files SET digest = '{Exchange.Digest(Bytes)}'");

        await exchange.Restart();

        await SpoolTests.Eventually(() => !File.Exists(PartOf(exchange, id)));
        Assert.Equal(Bytes, await exchange.Download(id));
        Assert.Contains(typeof(FileStored), await exchange.Log());
    }

    [Fact]
    public async Task What_the_disk_does_not_take_in_the_end_is_asked_for_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Send(id, Bytes);
        File.Delete(PartOf(exchange, id));
        Directory.CreateDirectory(PartOf(exchange, id));

        using var refused = await exchange.Finish(id, Exchange.Digest(Bytes));

        Assert.Equal(ErrorCode.Busy, (await Exchange.Refusal(refused, HttpStatusCode.ServiceUnavailable)).Code);
        Assert.Equal((FileState.Accepted, 0L), ((await exchange.Status(id)).State, (await exchange.Status(id)).Received));
        Directory.Delete(PartOf(exchange, id));
        await exchange.Upload(id, Bytes);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task What_was_done_and_may_be_lost_is_given_to_nobody_after_the_machine_went_down()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        var download = exchange.Download(id);
        await exchange.Upload(id, Bytes);
        Assert.Equal(Bytes, await download);
        await Sql(exchange, "UPDATE house SET value = 'the run before' WHERE key = 'machine run'");

        await exchange.Restart();

        await Exchange.Refusal(await exchange.Open(id), HttpStatusCode.Conflict);
    }

    /// <summary>What the disk had there before, instead of what was written.</summary>
    private static async Task Lose(Exchange exchange, Guid id, long offset)
    {
        await using var part = File.OpenWrite(PartOf(exchange, id));
        part.Position = offset;
        part.Write(new byte[4096]);
    }

    private static string PartOf(Exchange exchange, Guid id) => Path.Combine(exchange.Spool, $"{id:N}.part");

    private static async Task<long> Synced(Exchange exchange)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(exchange.Server.Folder, "teahouse.db")};Pooling=false");
        return await database.ExecuteScalarAsync<long>("SELECT synced FROM files");
    }

    private static async Task Sql(Exchange exchange, string statement)
    {
        await using var database = new SqliteConnection($"Data Source={Path.Combine(exchange.Server.Folder, "teahouse.db")};Pooling=false");
        await database.ExecuteAsync(statement);
    }
}
