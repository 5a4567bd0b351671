using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The rooms, the public one first, then in the order in which they were made.</summary>
internal sealed class RoomList(Session session, Outbox outbox, RoomHooks hooks)
{
    private readonly Dictionary<long, Room> _byId = [];
    private readonly HashSet<long> _peers = [];
    private Room[] _all = [];

    /// <summary>All of them; never changed, only replaced.</summary>
    public IReadOnlyList<Room> All => _all;

    public Room? Find(long id)
    {
        lock (session.Gate) return _byId.GetValueOrDefault(id);
    }

    /// <summary>Whether there is a private room with this person. Called under the gate.</summary>
    public bool HasPeer(long personId) => _peers.Contains(personId);

    /// <summary>The sum of the seqs up to which the timelines stand.</summary>
    public long Sum()
    {
        lock (session.Gate) return _all.Sum(r => r.Timeline.LastSeq);
    }

    /// <summary>Takes the snapshot at a welcome.</summary>
    public void Welcome(Conversation[] states, bool otherEpoch)
    {
        lock (session.Gate)
        {
            KeepOnly(states);
            foreach (var state in states) Add(state);
            Sort();
        }
        foreach (var state in states) Find(state.Id)?.Welcome(state, otherEpoch);
    }

    /// <summary>Takes a state in between; the room is made when there is none.</summary>
    public Room Ensure(Conversation state)
    {
        if (Find(state.Id) is { } known)
        {
            known.Refresh(state);
            return known;
        }
        Room room;
        lock (session.Gate)
        {
            room = Add(state);
            Sort();
        }
        room.Refresh(state);
        return room;
    }

    private void KeepOnly(Conversation[] states)
    {
        var kept = new HashSet<long>(states.Length);
        foreach (var state in states) kept.Add(state.Id);
        foreach (var room in _all)
        {
            if (!kept.Contains(room.Id)) _byId.Remove(room.Id);
        }
    }

    private Room Add(Conversation state)
    {
        if (!_byId.TryGetValue(state.Id, out var room)) _byId.Add(state.Id, room = new Room(state, session, outbox, hooks));
        return room;
    }

    private void Sort()
    {
        Room[] all = [.. _byId.Values];
        Array.Sort(all, InOrder);
        _all = all;
        _peers.Clear();
        foreach (var room in all)
        {
            if (room.PeerId is { } peer) _peers.Add(peer);
        }
    }

    private static int InOrder(Room one, Room other)
    {
        var (first, second) = (one.Kind == ConversationKind.Public, other.Kind == ConversationKind.Public);
        return first != second ? second.CompareTo(first) : one.Id.CompareTo(other.Id);
    }
}
