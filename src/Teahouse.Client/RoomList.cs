using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The rooms, the public one first, then in the order in which they were made.</summary>
internal sealed class RoomList(Session session, Outbox outbox, RoomHooks hooks)
{
    private readonly Dictionary<long, Room> _byId = [];
    private Room[] _all = [];

    /// <summary>All of them; never changed, only replaced.</summary>
    public IReadOnlyList<Room> All => _all;

    public Room? Find(long id)
    {
        lock (session.Gate) return _byId.GetValueOrDefault(id);
    }

    /// <summary>The sum of the seqs up to which the timelines stand.</summary>
    public long Sum()
    {
        lock (session.Gate) return _all.Sum(r => r.Timeline.LastSeq);
    }

    /// <summary>Takes the snapshot at a welcome.</summary>
    public void Welcome(Conversation[] states, bool otherEpoch)
    {
        var gone = _byId.Keys.Except(states.Select(s => s.Id)).ToArray();
        lock (session.Gate)
        {
            foreach (var id in gone) _byId.Remove(id);
            Sort();
        }
        foreach (var state in states) Add(state).Welcome(state, otherEpoch);
    }

    /// <summary>Takes a state in between; the room is made when there is none.</summary>
    public Room Ensure(Conversation state)
    {
        if (Find(state.Id) is { } known)
        {
            known.Refresh(state);
            return known;
        }
        var room = Add(state);
        room.Refresh(state);
        return room;
    }

    private Room Add(Conversation state)
    {
        lock (session.Gate)
        {
            if (_byId.TryGetValue(state.Id, out var room)) return room;
            _byId.Add(state.Id, room = new Room(state, session, outbox, hooks));
            Sort();
            return room;
        }
    }

    private void Sort() => _all = [.. _byId.Values.OrderBy(r => r.Kind != ConversationKind.Public).ThenBy(r => r.Id)];
}
