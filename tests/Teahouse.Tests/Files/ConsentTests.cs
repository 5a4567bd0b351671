using System.Net;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

public sealed class ConsentTests
{
    private static readonly byte[] Bytes = Exchange.Bytes(1000);

    [Fact]
    public async Task No_byte_moves_before_the_receiver_has_accepted()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Offer(Bytes.Length);

        var put = await Exchange.Refusal(await exchange.Put(id, 0, Bytes), HttpStatusCode.Conflict);
        var get = await Exchange.Refusal(await exchange.Open(id), HttpStatusCode.Conflict);
        var finish = await Exchange.Refusal(await exchange.Finish(id, Exchange.Digest(Bytes)), HttpStatusCode.Conflict);

        Assert.All([put, get, finish], refusal => Assert.Equal(ErrorCode.FileWrongState, refusal.Code));
        Assert.Empty(Directory.GetFiles(exchange.Spool));
        Assert.Equal(FileState.Offered, (await exchange.Status(id)).State);
    }

    [Fact]
    public async Task Nobody_elses_session_finds_a_transfer()
    {
        await using var exchange = await Exchange.Start();
        var grace = await exchange.Server.Enter(People.Grace);
        await using var window = await grace.Open();
        var id = await exchange.Stored(Bytes);
        HttpResponseMessage[] answers =
        [
            await grace.Http.GetAsync($"api/files/{id}"), await exchange.Open(id, by: grace),
            await exchange.Put(id, 0, Bytes, by: grace), await exchange.Finish(id, Exchange.Digest(Bytes), grace),
        ];

        foreach (var answer in answers)
            Assert.Equal(ErrorCode.NotFound, (await Exchange.Refusal(answer, HttpStatusCode.NotFound)).Code);
        foreach (var call in new[] { nameof(IChatServer.AcceptFile), nameof(IChatServer.DeclineFile), nameof(IChatServer.CancelFile) })
            await Refused(ErrorCode.NotFound, window.Call(call, new FileRef(id)));
        await Refused(ErrorCode.NotFound, window.Call(
            nameof(IChatServer.OfferFile), new OfferFile(exchange.ConversationId, Guid.CreateVersion7(), "a", 1)));
        Assert.Equal(FileState.Stored, (await exchange.Status(id)).State);
    }

    [Fact]
    public async Task Without_a_session_there_is_no_file()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Stored(Bytes);
        using var stranger = exchange.Server.NewHttp();

        foreach (var path in new[] { $"api/files/{id}", $"api/files/{id}/content" })
            Assert.Equal(HttpStatusCode.Unauthorized, (await stranger.GetAsync(path)).StatusCode);
        using var put = await stranger.PutAsync($"api/files/{id}/bytes/0", new ByteArrayContent(Bytes));
        Assert.Equal(HttpStatusCode.Unauthorized, put.StatusCode);
    }

    [Fact]
    public async Task The_two_sides_cannot_change_places()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Offer(Bytes.Length);

        await Refused(ErrorCode.NotFound, exchange.AdasWindow.Call(nameof(IChatServer.AcceptFile), new FileRef(id)));
        await Refused(ErrorCode.NotFound, exchange.AdasWindow.Call(nameof(IChatServer.DeclineFile), new FileRef(id)));
        await exchange.Accept(id);

        await Exchange.Refusal(await exchange.Put(id, 0, Bytes, by: exchange.Linus), HttpStatusCode.NotFound);
        await Exchange.Refusal(await exchange.Finish(id, Exchange.Digest(Bytes), exchange.Linus), HttpStatusCode.NotFound);
        await exchange.Upload(id, Bytes);
        await Exchange.Refusal(await exchange.Open(id, by: exchange.Ada), HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task Files_go_to_one_person_and_not_to_the_public_room()
    {
        await using var exchange = await Exchange.Start();

        await Refused(ErrorCode.FileNeedsPrivate, exchange.Offer(new OfferFile(Limits.PublicRoom, Guid.CreateVersion7(), "a", 1)));
    }

    [Fact]
    public async Task Of_two_acceptances_at_once_one_wins()
    {
        await using var exchange = await Exchange.Start();
        await using var second = await exchange.Linus.Open();
        var id = await exchange.Offer(Bytes.Length);

        var answers = await Task.WhenAll(
            Outcome(exchange.Accept(id)), Outcome(second.Call(nameof(IChatServer.AcceptFile), new FileRef(id))));

        Assert.Equal([null, ErrorCode.FileWrongState], answers.Order());
        Assert.Equal([typeof(FileOffered), typeof(FileAccepted)], await exchange.Log());
    }

    [Fact]
    public async Task An_offer_to_somebody_who_is_away_waits()
    {
        await using var exchange = await Exchange.Start();
        await exchange.LinusWindow.DisposeAsync();
        var id = await exchange.Offer(Bytes.Length);

        await using var window = await exchange.Linus.Open();
        var page = await window.Call<EventPage>(
            nameof(IChatServer.ReadBefore), new ReadBefore(exchange.ConversationId, Limits.Newest, Limits.PageEvents));
        await window.Call(nameof(IChatServer.AcceptFile), new FileRef(id));
        await exchange.Upload(id, Bytes);

        Assert.Equal(new FileOffered(id, "龙井.bin", Bytes.Length), Assert.Single(page.Events).Body);
        Assert.Equal(1, window.Welcome.Conversations.Single(c => c.Id == exchange.ConversationId).Unread);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task A_declined_offer_is_over()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Offer(Bytes.Length);

        await exchange.Decline(id);

        Assert.Equal(exchange.Linus.Id, (await Exchange.Hear<FileDeclined>(exchange.AdasWindow, id)).By);
        await Refused(ErrorCode.FileWrongState, exchange.Accept(id));
        await Refused(ErrorCode.FileWrongState, exchange.Decline(id));
        await Refused(ErrorCode.FileWrongState, Exchange.Cancel(exchange.AdasWindow, id));
        await Exchange.Refusal(await exchange.Put(id, 0, Bytes), HttpStatusCode.Conflict);
    }

    internal static async Task Refused(ErrorCode code, Task call) =>
        Assert.Equal(code, (await Assert.ThrowsAsync<ChatException>(() => call)).Code);

    internal static async Task<ErrorCode?> Outcome(Task call)
    {
        try
        {
            await call;
            return null;
        }
        catch (ChatException refused)
        {
            return refused.Code;
        }
    }
}
