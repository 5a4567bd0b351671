using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

public sealed class OfferTests
{
    [Fact]
    public async Task The_same_offer_sent_twice_is_one_offer()
    {
        await using var exchange = await Exchange.Start();
        var offer = new OfferFile(exchange.ConversationId, Guid.CreateVersion7(), "茶.txt", 5);

        var first = await exchange.Offer(offer);
        var second = await exchange.Offer(offer);

        Assert.Equal(first, second);
        Assert.Equal([typeof(FileOffered)], await exchange.Log());
    }

    [Fact]
    public async Task A_client_id_used_for_something_else_is_refused()
    {
        await using var exchange = await Exchange.Start();
        await using var grace = await (await exchange.Server.Enter(People.Grace)).Open();
        var other = await exchange.AdasWindow.Call<Conversation>(
            nameof(IChatServer.OpenConversation), new OpenConversation(grace.Welcome.Me.Id));
        var offer = new OfferFile(exchange.ConversationId, Guid.CreateVersion7(), "茶.txt", 5);
        await exchange.Offer(offer);
        var text = new SendText(exchange.ConversationId, Guid.CreateVersion7(), "茶");
        await exchange.AdasWindow.Call<Sent>(nameof(IChatServer.Send), text);

        OfferFile[] others =
        [
            offer with { Size = 6 }, offer with { Name = "水.txt" }, offer with { ConversationId = other.Id },
            offer with { ClientId = text.ClientId }, offer with { Leave = true },
        ];
        foreach (var changed in others) await ConsentTests.Refused(ErrorCode.ClientIdReused, exchange.Offer(changed));

        Assert.Equal([typeof(FileOffered), typeof(TextMessage)], await exchange.Log());
    }

    [Fact]
    public async Task Ten_offers_a_minute_and_then_the_time_to_wait()
    {
        await using var exchange = await Exchange.Start(options => options with { OffersPerMinute = 10 });
        for (var i = 0; i < 10; i++) await exchange.Offer(1);

        var refused = await Assert.ThrowsAsync<ChatException>(() => exchange.Offer(1));

        Assert.Equal(ErrorCode.TooFast, refused.Code);
        Assert.InRange(refused.RetryAfter!.Value.TotalSeconds, 0.01, 6.1);
    }

    [Fact]
    public async Task A_hundred_files_offered_together_count_as_one_offer_and_carry_one_group()
    {
        await using var exchange = await Exchange.Start(options => options with { OffersPerMinute = 1 });
        var offer = Several(exchange, 100);

        var made = await exchange.Offer(offer);

        Assert.Equal(100, made.Select(m => m.FileId).Distinct().Count());
        Assert.Equal(Enumerable.Repeat(typeof(FileOffered), 100), await exchange.Log());
        var heard = (FileOffered)(await Exchange.Hear<FileOffered>(exchange.LinusWindow, made[99].FileId)).Body;
        Assert.Equal(("100 号茶.txt", 100, made[0].FileId), (heard.FileName, heard.Size, heard.GroupId));
        await ConsentTests.Refused(ErrorCode.TooFast, exchange.Offer(Several(exchange, 2)));
    }

    [Fact]
    public async Task Several_files_offered_twice_are_offered_once_and_one_that_is_refused_takes_the_others_with_it()
    {
        await using var exchange = await Exchange.Start();
        var offer = Several(exchange, 3);
        var first = await exchange.Offer(offer);

        Assert.Equal(first, await exchange.Offer(offer));

        var tooLarge = Several(exchange, 3);
        tooLarge.Files[2] = tooLarge.Files[2] with { Size = Limits.FileBytes };
        await ConsentTests.Refused(ErrorCode.FileNoRoom, exchange.Offer(tooLarge));
        var nameless = Several(exchange, 3);
        nameless.Files[2] = nameless.Files[2] with { Name = ".." };
        await ConsentTests.Refused(ErrorCode.FileNameInvalid, exchange.Offer(nameless));
        var twice = Several(exchange, 3);
        twice.Files[2] = twice.Files[0];
        await ConsentTests.Refused(ErrorCode.Malformed, exchange.Offer(twice));
        await ConsentTests.Refused(ErrorCode.Malformed, exchange.Offer(Several(exchange, 101)));
        Assert.Equal(Enumerable.Repeat(typeof(FileOffered), 3), await exchange.Log());
    }

    [Fact]
    public async Task A_file_for_which_the_disk_has_no_room_is_refused_when_offered()
    {
        await using var exchange = await Exchange.Start();

        await ConsentTests.Refused(ErrorCode.FileNoRoom, exchange.Offer(Limits.FileBytes));

        Assert.Empty(await exchange.Log());
    }

    [Fact]
    public async Task What_was_accepted_before_counts_when_room_is_looked_for()
    {
        await using var exchange = await Exchange.Start();
        // Two thirds of the free disk each: one fits, both do not. Offers alone take nothing.
        var size = new DriveInfo(exchange.Server.Folder).AvailableFreeSpace / 3 * 2;
        var (first, second) = (await exchange.Offer(size), await exchange.Offer(size));

        await exchange.Accept(first);
        await ConsentTests.Refused(ErrorCode.FileNoRoom, exchange.Accept(second));
        await Exchange.Cancel(exchange.AdasWindow, first);
        await exchange.Accept(second);

        Assert.Equal(FileState.Accepted, (await exchange.Status(second)).State);
    }

    private static OfferFiles Several(Exchange exchange, int count) => new(
        exchange.ConversationId, [.. Enumerable.Range(1, count).Select(i => new FileToOffer(Guid.CreateVersion7(), $"{i} 号茶.txt", i))]);
}
