using System.Net;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

public sealed class QuotaTests
{
    private const int Chunk = Exchange.Chunk;

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Beyond_the_quota_an_offer_is_refused_until_a_file_has_arrived(bool isSenders)
    {
        await using var exchange = await Exchange.Start(
            options => isSenders ? options with { SenderQuota = 1000 } : options with { FileQuota = 1000 });
        var bytes = Exchange.Bytes(600);
        var first = await exchange.Accepted(bytes.Length);

        var refused = await Assert.ThrowsAsync<ChatException>(() => exchange.Offer(401));
        await exchange.Offer(400);
        await exchange.Upload(first, bytes);
        await Assert.ThrowsAsync<ChatException>(() => exchange.Offer(401));
        await exchange.Download(first);
        await exchange.Done(first);

        Assert.Equal(ErrorCode.FileQuota, refused.Code);
        await exchange.Offer(1000);
    }

    [Fact]
    public async Task Of_two_offers_that_fit_alone_only_one_is_accepted()
    {
        await using var exchange = await Exchange.Start(options => options with { FileQuota = 1000 });
        var (first, second) = (await exchange.Offer(600), await exchange.Offer(600));
        await exchange.Accept(first);

        var refused = await Assert.ThrowsAsync<ChatException>(() => exchange.Accept(second));

        Assert.Equal(ErrorCode.FileQuota, refused.Code);
        Assert.Equal(FileState.Offered, (await exchange.Status(second)).State);
        await Exchange.Cancel(exchange.AdasWindow, first);
        await exchange.Accept(second);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_left_here_counts_from_the_offer_on_and_not_a_second_time_when_it_is_accepted(bool isSenders)
    {
        await using var exchange = await Exchange.Start(
            options => isSenders ? options with { SenderQuota = 1000 } : options with { FileQuota = 1000 });
        var bytes = Exchange.Bytes(600);
        var left = await exchange.Leave(bytes.Length);

        await ConsentTests.Refused(ErrorCode.FileQuota, exchange.Leave(401));
        await exchange.Upload(left, bytes);
        await ConsentTests.Refused(ErrorCode.FileQuota, exchange.Leave(401));
        var waiting = await exchange.Offer(400);
        await exchange.Accept(left);
        await exchange.Accept(waiting);
        await Exchange.Cancel(exchange.AdasWindow, left);
        await Exchange.Cancel(exchange.AdasWindow, waiting);

        var together = new OfferFiles(exchange.ConversationId, [Half(), Half()], Leave: true);
        await ConsentTests.Refused(ErrorCode.FileQuota, exchange.Offer(together));
        await exchange.Leave(1000);

        static FileToOffer Half() => new(Guid.CreateVersion7(), "半.bin", 501);
    }

    [Fact]
    public async Task Another_senders_files_do_not_count_for_ones_own_quota()
    {
        await using var exchange = await Exchange.Start(options => options with { SenderQuota = 1000 });
        await exchange.Accepted(1000);
        var offer = new OfferFile(exchange.ConversationId, Guid.CreateVersion7(), "a", 1000);

        await exchange.LinusWindow.Call<FileOffer>(nameof(IChatServer.OfferFile), offer);
    }

    [Fact]
    public async Task Files_leave_a_part_of_the_free_disk()
    {
        await using var exchange = await Exchange.Start(options => options with { FileShare = 1e-9 });

        var refused = await Assert.ThrowsAsync<ChatException>(() => exchange.Offer(Chunk));

        Assert.Equal(ErrorCode.FileNoRoom, refused.Code);
    }

    [Theory]
    [InlineData(FileState.Offered)]
    [InlineData(FileState.Offered, 0)]
    [InlineData(FileState.Offered, 1)]
    [InlineData(FileState.Offered, 2)]
    [InlineData(FileState.Accepted)]
    [InlineData(FileState.Stored)]
    public async Task What_nobody_goes_on_with_is_ended_on_both_sides_and_freed(FileState state, int? leftChunks = null)
    {
        await using var exchange = await Exchange.Start(options => state == FileState.Offered
            ? options with { OfferIdle = TimeSpan.FromSeconds(4) }
            : options with { FileIdle = TimeSpan.FromSeconds(4) });
        var bytes = Exchange.Bytes(Chunk + 1);
        var id = state switch
        {
            FileState.Offered => await (leftChunks is null ? exchange.Offer(bytes.Length) : exchange.Leave(bytes.Length)),
            FileState.Stored => await exchange.Stored(bytes),
            _ => await exchange.Accepted(bytes.Length),
        };
        if (state == FileState.Accepted || leftChunks == 1) await exchange.Put(id, 0, bytes[..Chunk]);
        if (leftChunks == 2) await exchange.Upload(id, bytes);

        foreach (var window in (TestWindow[])[exchange.AdasWindow, exchange.LinusWindow])
        {
            var failed = await Exchange.Hear<FileFailed>(window, id);
            Assert.Equal(ErrorCode.FileAbandoned, ((FileFailed)failed.Body).Reason);
        }
        await SpoolTests.Gone(exchange, id);
        await Exchange.Refusal(await exchange.Open(id), HttpStatusCode.Conflict);
        await Assert.ThrowsAsync<ChatException>(() => exchange.Accept(id));
    }

    [Fact]
    public async Task A_transfer_in_which_bytes_move_now_and_then_is_left_alone()
    {
        await using var exchange = await Exchange.Start(options => options with { FileIdle = TimeSpan.FromSeconds(6) });
        var bytes = Exchange.Bytes(4 * Chunk);
        var id = await exchange.Accepted(bytes.Length);

        for (var chunk = 0; chunk < 4; chunk++)
        {
            await Task.Delay(2000, TestContext.Current.CancellationToken);
            using var answer = await exchange.Put(id, (long)chunk * Chunk, bytes[(chunk * Chunk)..((chunk + 1) * Chunk)]);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        }

        Assert.Equal(FileState.Accepted, (await exchange.Status(id)).State);
    }
}
