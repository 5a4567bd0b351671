using System.Net;
using System.Security.Cryptography;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

/// <summary>An offer whose bytes the sender leaves with the server, so that the file arrives without them.</summary>
public sealed class LeaveTests
{
    private const int Chunk = Exchange.Chunk;

    private static readonly byte[] Bytes = Exchange.Bytes((2 * Chunk) + 5);

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData((2 * Chunk) + 5)]
    public async Task A_file_that_was_left_arrives_after_its_sender_has_gone(int size)
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes(size);
        await exchange.LinusWindow.DisposeAsync();
        var id = await exchange.Leave(size);
        await exchange.Upload(id, bytes);
        Assert.Equal(exchange.Ada.Id, (await Exchange.Hear<FileLeft>(exchange.AdasWindow, id)).By);
        Assert.Equal((FileState.Offered, true, size), (await exchange.Status(id) is var s ? s.State : default, s.Left, s.Received));
        await exchange.AdasWindow.DisposeAsync();

        await using var window = await exchange.Linus.Open();
        Assert.Equal([typeof(FileOffered), typeof(FileLeft)], await exchange.Log(window));
        await window.Call(nameof(IChatServer.AcceptFile), new FileRef(id));

        Assert.Equal(bytes, await exchange.Download(id));
        await exchange.Done(id);
        Assert.Equal(
            [typeof(FileOffered), typeof(FileLeft), typeof(FileAccepted), typeof(FileStored), typeof(FileDone)],
            await exchange.Log(window));
        Assert.Equal(Exchange.Digest(bytes), (await exchange.Status(id)).Digest);
    }

    [Fact]
    public async Task Not_one_byte_is_readable_before_acceptance_although_the_server_has_all_of_them()
    {
        await using var exchange = await Exchange.Start();
        var grace = await exchange.Server.Enter(People.Grace);
        var id = await exchange.Leave(Bytes.Length);

        for (var sent = 0; sent <= Bytes.Length; sent += Chunk)
        {
            await Unreadable();
            if (sent + Chunk < Bytes.Length) await exchange.Put(id, sent, Bytes[sent..(sent + Chunk)]);
            else await exchange.Upload(id, Bytes, sent);
        }
        await Unreadable();
        // The digest would tell whether it is a file that one has already.
        var status = await exchange.Linus.Http.GetStringAsync($"api/files/{id}");
        Assert.DoesNotContain("digest", status, StringComparison.Ordinal);
        Assert.Equal(Exchange.Digest(Bytes), (await exchange.Status(id)).Digest);

        async Task Unreadable()
        {
            var refusal = await Exchange.Refusal(await exchange.Open(id), HttpStatusCode.Conflict);
            Assert.Equal(ErrorCode.FileWrongState, refusal.Code);
            foreach (var stranger in (TestPerson[])[exchange.Ada, grace])
                await Exchange.Refusal(await exchange.Open(id, by: stranger), HttpStatusCode.NotFound);
            await Exchange.Refusal(await exchange.Put(id, 0, Bytes[..Chunk], by: exchange.Linus), HttpStatusCode.NotFound);
            await Exchange.Refusal(await exchange.Finish(id, Exchange.Digest(Bytes), exchange.Linus), HttpStatusCode.NotFound);
        }
    }

    [Fact]
    public async Task Accepted_half_way_it_goes_on_without_a_break_and_flows_through()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Leave(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);
        var slow = new SlowContent(Bytes[Chunk..(2 * Chunk)], Chunk / 2);
        var put = exchange.Put(id, Chunk, slow, SHA256.HashData(Bytes.AsSpan(Chunk, Chunk)));
        await slow.Paused;

        await exchange.Accept(id);
        using var answer = await exchange.Open(id);
        var stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var got = new byte[Bytes.Length];
        await stream.ReadExactlyAsync(got.AsMemory(0, Chunk), TestContext.Current.CancellationToken);
        slow.GoOn();
        Assert.Equal(HttpStatusCode.OK, (await put).StatusCode);
        await exchange.Upload(id, Bytes, 2 * Chunk);

        await stream.ReadExactlyAsync(got.AsMemory(Chunk), TestContext.Current.CancellationToken);
        Assert.Equal(Bytes, got);
        await exchange.Done(id);
        Assert.Equal([typeof(FileOffered), typeof(FileAccepted), typeof(FileStored), typeof(FileDone)], await exchange.Log());
    }

    [Theory]
    [InlineData("withdrawn", false)]
    [InlineData("withdrawn", true)]
    [InlineData("declined", false)]
    [InlineData("declined", true)]
    public async Task What_is_withdrawn_or_declined_frees_the_disk_and_is_said_to_both(string how, bool isWhole)
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Leave(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);
        if (isWhole) await exchange.Upload(id, Bytes, Chunk);
        Assert.Single(Directory.GetFiles(exchange.Spool));

        await (how == "declined" ? exchange.Decline(id) : Exchange.Cancel(exchange.AdasWindow, id));

        foreach (var window in (TestWindow[])[exchange.AdasWindow, exchange.LinusWindow])
        {
            if (how == "declined") await Exchange.Hear<FileDeclined>(window, id);
            else await Exchange.Hear<FileCancelled>(window, id);
        }
        await SpoolTests.Gone(exchange, id);
        await Exchange.Refusal(await exchange.Put(id, Chunk, Bytes[Chunk..(2 * Chunk)]), HttpStatusCode.Conflict);
        await Exchange.Refusal(await exchange.Finish(id, Exchange.Digest(Bytes)), HttpStatusCode.Conflict);
        await ConsentTests.Refused(ErrorCode.FileWrongState, exchange.Accept(id));
        Assert.Empty(Directory.GetFiles(exchange.Spool));
    }

    [Fact]
    public async Task A_chunk_that_is_just_arriving_when_the_offer_is_declined_leaves_nothing_behind()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Leave(Bytes.Length);
        var slow = new SlowContent(Bytes[..Chunk], Chunk / 2);
        var put = exchange.Put(id, 0, slow, SHA256.HashData(Bytes.AsSpan(0, Chunk)));
        await slow.Paused;

        await exchange.Decline(id);
        slow.GoOn();

        await Record.ExceptionAsync(() => put);
        await SpoolTests.Gone(exchange, id);
    }

    [Fact]
    public async Task A_restart_half_way_and_another_when_it_is_whole_lose_nothing()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Leave(Bytes.Length);
        await exchange.Send(id, Bytes[..(2 * Chunk)]);
        // A chunk that the end of the process cut off.
        var part = Path.Combine(exchange.Spool, id.ToString("N") + ".part");
        await using (var file = File.Open(part, FileMode.Append)) file.Write(new byte[3]);

        await exchange.Restart();
        Assert.Equal((2L * Chunk, true), (await exchange.Status(id) is var s ? s.Received : 0, s.Left));
        Assert.Equal(2 * Chunk, new FileInfo(part).Length);
        var hashes = await exchange.Ada.Http.GetByteArrayAsync($"api/files/{id}/hashes/0");
        Assert.Equal(Bytes[..(2 * Chunk)].Chunk(Chunk).SelectMany(SHA256.HashData), hashes);
        await exchange.Upload(id, Bytes, 2 * Chunk);

        await exchange.Restart();
        await exchange.Accept(id);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task A_finish_whose_answer_was_lost_may_be_repeated_and_a_wrong_digest_ends_it()
    {
        await using var exchange = await Exchange.Start();
        var (right, wrong) = (await exchange.Leave(Bytes.Length), await exchange.Leave(Bytes.Length));
        await exchange.Upload(right, Bytes);

        Assert.Equal(HttpStatusCode.NoContent, (await exchange.Finish(right, Exchange.Digest(Bytes))).StatusCode);
        await Exchange.Refusal(await exchange.Finish(right, new string('0', 64)), HttpStatusCode.Conflict);
        await exchange.Send(wrong, Bytes);
        await Exchange.Refusal(await exchange.Finish(wrong, new string('0', 64)), HttpStatusCode.UnprocessableEntity);

        var failed = await Exchange.Hear<FileFailed>(exchange.LinusWindow, wrong);
        Assert.Equal(ErrorCode.FileWrongDigest, ((FileFailed)failed.Body).Reason);
        await SpoolTests.Gone(exchange, wrong);
        Assert.Equal(1, (await exchange.Log()).Count(kind => kind == typeof(FileLeft)));
    }

    [Fact]
    public async Task Its_file_may_be_said_to_have_changed_while_it_is_being_left_and_not_when_it_lies_here()
    {
        await using var exchange = await Exchange.Start();
        var (half, whole) = (await exchange.Leave(Bytes.Length), await exchange.Leave(Bytes.Length));
        await exchange.Put(half, 0, Bytes[..Chunk]);
        await exchange.Upload(whole, Bytes);

        Assert.Equal(HttpStatusCode.NoContent, (await exchange.Ada.Http.PostAsync($"api/files/{half}/changed", null)).StatusCode);
        await Exchange.Refusal(await exchange.Ada.Http.PostAsync($"api/files/{whole}/changed", null), HttpStatusCode.Conflict);

        foreach (var window in (TestWindow[])[exchange.AdasWindow, exchange.LinusWindow])
            Assert.Equal(ErrorCode.FileChanged, ((FileFailed)(await Exchange.Hear<FileFailed>(window, half)).Body).Reason);
        await SpoolTests.Gone(exchange, half);
        await exchange.Accept(whole);
        Assert.Equal(Bytes, await exchange.Download(whole));
    }

    [Fact]
    public async Task Of_two_acceptances_at_once_one_wins()
    {
        await using var exchange = await Exchange.Start();
        await using var second = await exchange.Linus.Open();
        var id = await exchange.Leave(Bytes.Length);
        await exchange.Upload(id, Bytes);

        var answers = await Task.WhenAll(
            ConsentTests.Outcome(exchange.Accept(id)), ConsentTests.Outcome(second.Call(nameof(IChatServer.AcceptFile), new FileRef(id))));

        Assert.Equal([null, ErrorCode.FileWrongState], answers.Order());
        Assert.Equal([typeof(FileOffered), typeof(FileLeft), typeof(FileAccepted), typeof(FileStored)], await exchange.Log());
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task An_acceptance_and_the_end_of_the_upload_at_the_same_moment_give_a_file_that_is_stored_once()
    {
        await using var exchange = await Exchange.Start();
        for (var i = 0; i < 10; i++)
        {
            var bytes = Exchange.Bytes(100 + i);
            var id = await exchange.Leave(bytes.Length);
            await exchange.Send(id, bytes);

            await Task.WhenAll(exchange.Finish(id, Exchange.Digest(bytes)), exchange.Accept(id));

            Assert.Equal(bytes, await exchange.Download(id));
        }
        Assert.Equal(10, (await exchange.Log()).Count(kind => kind == typeof(FileStored)));
    }

    [Fact]
    public async Task It_can_be_paused_while_it_is_being_left_and_stays_so_over_a_restart_and_the_acceptance()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Leave(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);

        await Exchange.Pause(exchange.AdasWindow, id);
        await exchange.Restart();

        var put = await Exchange.Refusal(await exchange.Put(id, Chunk, Bytes[Chunk..(2 * Chunk)]), HttpStatusCode.Conflict);
        Assert.Equal(ErrorCode.FilePaused, put.Code);
        await exchange.Accept(id);
        Assert.Equal(exchange.Ada.Id, (await exchange.Status(id)).PausedBy);
        await Exchange.Resume(exchange.LinusWindow, id);
        await exchange.Upload(id, Bytes, Chunk);
        Assert.Equal(Bytes, await exchange.Download(id));

        var whole = await exchange.Leave(Bytes.Length);
        await exchange.Upload(whole, Bytes);
        await ConsentTests.Refused(ErrorCode.FileWrongState, Exchange.Pause(exchange.AdasWindow, whole));
    }

    [Fact]
    public async Task Files_that_are_left_together_are_left_all_of_them_and_answered_one_by_one()
    {
        await using var exchange = await Exchange.Start();
        var made = await exchange.Offer(new OfferFiles(
            exchange.ConversationId,
            [new FileToOffer(Guid.CreateVersion7(), "一.bin", 1), new FileToOffer(Guid.CreateVersion7(), "二.bin", 2)], Leave: true));
        var second = (FileOffered)(await Exchange.Hear<FileOffered>(exchange.LinusWindow, made[1].FileId)).Body;
        Assert.Equal((true, made[0].FileId), (second.Left, second.GroupId));
        foreach (var (offer, size) in made.Zip((int[])[1, 2])) await exchange.Upload(offer.FileId, Exchange.Bytes(size));

        await exchange.Accept(made[0].FileId);
        await exchange.Decline(made[1].FileId);

        Assert.Equal(Exchange.Bytes(1), await exchange.Download(made[0].FileId));
        await SpoolTests.Gone(exchange, made[1].FileId);
    }
}
