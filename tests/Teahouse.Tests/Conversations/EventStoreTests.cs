using Dapper;
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
    public async Task The_time_of_the_last_event_stands_with_its_conversation_also_in_a_house_from_before()
    {
        var conversations = new ConversationStore(_house.Db);
        Assert.Null(conversations.All(_house.Ada.Id)[0].HeadAt);
        await _house.SayAt(_house.Linus, 1_000, "one");
        await _house.SayAt(_house.Grace, 2_000, "two");
        Assert.Equal(2_000, conversations.All(_house.Ada.Id)[0].HeadAt);

        // What stood only in the log before the seventh migration.
        await _house.Db.Write(transaction => transaction.Connection.Execute(
            "ALTER TABLE conversations DROP COLUMN head_at; ALTER TABLE files DROP COLUMN synced; PRAGMA user_version = 6",
            transaction: transaction.Transaction));
        _house.Restart();

        Assert.Equal(2_000, new ConversationStore(_house.Db).All(_house.Ada.Id)[0].HeadAt);
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

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1_000, 1)]
    [InlineData(1_001, 2)]
    [InlineData(2_000, 2)]
    [InlineData(2_001, 4)]
    [InlineData(3_000, 4)]
    [InlineData(3_001, 5)]
    public async Task A_moment_lies_at_the_first_event_of_that_moment_or_later_and_above_the_head_when_all_are_earlier(long at, long seq)
    {
        Assert.Equal(new Place(1, 0), new EventStore(_house.Db).Find(Limits.PublicRoom, at));
        foreach (var moment in new[] { 1_000L, 2_000, 2_000, 3_000 }) await _house.SayAt(_house.Ada, moment, "饭");

        Assert.Equal(new Place(seq, 4), new EventStore(_house.Db).Find(Limits.PublicRoom, at));
    }

    [Fact]
    public async Task With_a_clock_that_was_set_back_a_moment_still_lies_where_the_event_before_is_earlier()
    {
        long[] times = [10, 20, 30, 15, 25, 35, 5, 40];
        foreach (var moment in times) await _house.SayAt(_house.Linus, moment, "茶");
        var store = new EventStore(_house.Db);

        foreach (var at in Enumerable.Range(1, 41))
        {
            var place = (int)store.Find(Limits.PublicRoom, at).Seq;
            Assert.True(place > times.Length || times[place - 1] >= at, $"{at}: {place}");
            Assert.True(place == 1 || times[place - 2] < at, $"{at}: {place}");
        }
    }
}
