using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Conversations;

public sealed class EventStoreTests : IDisposable
{
    private readonly TestHouse _house = new();

    public void Dispose() => _house.Dispose();

    [Fact]
    public async Task Seqs_have_no_holes_however_many_write_at_once()
    {
        await Task.WhenAll(Enumerable.Range(0, 300).Select(i => _house.Say(i % 2 == 0 ? _house.Ada : _house.Linus, "饭 " + i)));

        var page = new EventStore(_house.Db).Before(Limits.PublicRoom, Limits.Newest, 300);

        Assert.Equal(Enumerable.Range(1, 300).Select(i => (long)i), page.Events.Select(e => e.Seq));
        Assert.Equal(page.Events.Select(e => e.Seq), page.Events.Select(e => e.Ordinal));
        Assert.Equal(300, page.Head);
    }

    [Fact]
    public async Task A_message_sent_twice_is_stored_once_and_answered_alike()
    {
        var id = Guid.CreateVersion7();

        var first = await _house.Say(_house.Ada, "午饭?", id);
        var second = await _house.Say(_house.Ada, "午饭?", id);

        Assert.Equal(first.Seq, second.Seq);
        Assert.Equal(first.At, second.At);
        Assert.Single(new EventStore(_house.Db).After(Limits.PublicRoom, 0, 10).Events);
    }

    [Fact]
    public async Task A_client_id_used_for_another_text_is_refused()
    {
        var id = Guid.CreateVersion7();
        await _house.Say(_house.Ada, "午饭?", id);

        var refused = await Assert.ThrowsAsync<ChatException>(() => _house.Say(_house.Ada, "晚饭?", id));

        Assert.Equal(ErrorCode.ClientIdReused, refused.Code);
    }

    [Fact]
    public async Task A_client_id_used_in_another_conversation_is_refused()
    {
        var id = Guid.CreateVersion7();
        var pair = await new ConversationStore(_house.Db).OpenPair(_house.Ada.Id, _house.Linus.Id, 0);
        await _house.Say(_house.Ada, "午饭?", id);

        var refused = await Assert.ThrowsAsync<ChatException>(() => _house.Say(_house.Ada, "午饭?", id, pair.Member.ConversationId));

        Assert.Equal(ErrorCode.ClientIdReused, refused.Code);
    }

    [Fact]
    public async Task Two_people_may_choose_the_same_client_id()
    {
        var id = Guid.CreateVersion7();

        await _house.Say(_house.Ada, "午饭?", id);
        var other = await _house.Say(_house.Linus, "晚饭?", id);

        Assert.Equal(2, other.Seq);
    }

    [Fact]
    public async Task An_acknowledged_message_is_there_after_a_restart_with_its_body()
    {
        await _house.Say(_house.Ada, "你好，👩‍🚀\u0301 <b>\"&'");

        _house.Restart();

        var stored = Assert.Single(new EventStore(_house.Db).After(Limits.PublicRoom, 0, 10).Events);
        Assert.Equal(new TextMessage("你好，👩‍🚀\u0301 <b>\"&'"), stored.Body);
        Assert.Equal("Ada", stored.Name);
    }

    [Fact]
    public async Task Events_that_are_no_messages_do_not_raise_the_ordinal()
    {
        await _house.Say(_house.Ada, "1");
        var note = await _house.Note(_house.Ada, new FileAccepted(Guid.NewGuid()));
        var next = await _house.Say(_house.Ada, "2");

        Assert.Equal((2, 1), (note.Seq, note.Ordinal));
        Assert.Equal((3, 2), (next.Seq, next.Ordinal));
    }

    [Fact]
    public async Task Pages_go_by_seq_in_both_directions_without_a_hole()
    {
        for (var i = 1; i <= 25; i++) await _house.Say(_house.Ada, i.ToString(System.Globalization.CultureInfo.InvariantCulture));
        var store = new EventStore(_house.Db);

        Assert.Equal([16L, 17, 18, 19, 20, 21, 22, 23, 24, 25],
            store.Before(Limits.PublicRoom, Limits.Newest, 10).Events.Select(e => e.Seq));
        Assert.Equal([6L, 7, 8, 9, 10, 11, 12, 13, 14, 15], store.Before(Limits.PublicRoom, 16, 10).Events.Select(e => e.Seq));
        Assert.Equal([6L, 7, 8], store.After(Limits.PublicRoom, 5, 3).Events.Select(e => e.Seq));
        Assert.Empty(store.After(Limits.PublicRoom, 25, 10).Events);
    }
}
