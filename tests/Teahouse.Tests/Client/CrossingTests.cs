using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Client.Simulation;

namespace Teahouse.Tests.Client;

/// <summary>What is told, asked and marked at once may arrive in any order; the count of unread messages is right all the same.</summary>
public sealed class CrossingTests
{
    private const long Grace = 3;

    private readonly ModelWorld _world = ModelWorld.Fair();
    private readonly ModelLink _link;
    private readonly ChatClient _client;
    private readonly Room _room;

    public CrossingTests()
    {
        _client = _world.Windows.Single(window => window.User == Grace).Client;
        _link = _world.Server.Links.Single(link => link.User == Grace);
        _room = _client.Rooms[0];
        _world.Time.Run(() => _room.LoadAsync());
        _world.Pass(100);
        // From here on it is told what the test tells it.
        _link.Subscribed = false;
    }

    [Fact]
    public void A_state_that_was_read_before_the_mark_came_takes_no_message_away()
    {
        Tell(Said(), Said());
        var (third, fourth) = (Said(), Said());
        _link.Held.Add(typeof(Conversation[]));
        Ask();
        Read(2);
        // While it waits whether the third comes by itself, the state arrives; then it does come.
        Hear(fourth);
        _link.Release();
        _world.Pass(20);
        Hear(third);
        _world.Pass(1_000);

        Assert.Equal((2, 2), (_room.ReadSeq, _room.Unread));
    }

    [Fact]
    public void A_page_that_is_older_than_the_state_takes_no_message_away()
    {
        Tell(Said());
        _link.Held.Add(typeof(EventPage));
        var second = Said();
        _link.Tell(client => client.Heads(new HeadList([new Head(Limits.PublicRoom, 2)])));
        _world.Pass(100);
        Tell(second);
        Event[] later = [Said(), Said()];
        Ask();
        Assert.Equal(4, _room.Unread);
        _link.Release();
        _world.Pass(100);
        Read(2);
        Tell(later);

        Assert.Equal((2, 2), (_room.ReadSeq, _room.Unread));
    }

    [Fact]
    public void A_mark_that_is_told_of_a_conversation_not_known_yet_is_asked_for()
    {
        var added = _world.Server.Open(Grace, 4);
        _link.Tell(client => client.ReadMoved(new MarkRead(added.Id, 0)));
        _world.Pass(100);

        Assert.NotNull(_client.Find(added.Id));
    }

    private Event Said()
    {
        _world.Server.Append(Limits.PublicRoom, 4, Guid.NewGuid(), new TextMessage("水"));
        return _world.Server.Find(Limits.PublicRoom, Grace).Log[^1];
    }

    private void Tell(params Event[] events)
    {
        Hear(events);
        _world.Pass(100);
    }

    private void Hear(params Event[] events)
    {
        _link.Tell(client => client.Events(new EventBatch(Limits.PublicRoom, events)));
        _world.Pass(20);
    }

    private void Read(long seq)
    {
        _world.Time.Run(() => _room.MarkRead(seq));
        _world.Pass(100);
    }

    /// <summary>Makes it ask for the state, as a heartbeat of another sum does.</summary>
    private void Ask()
    {
        _link.Tell(client => client.Heartbeat(new Heartbeat(_world.Server.Mine(Grace).Sum(one => one.Head))));
        _world.Pass(1_500);
    }
}
