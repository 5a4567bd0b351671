using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;

namespace Teahouse.Server.Live;

/// <summary>
/// The only way to tell a conversation something. Events come in the order of their commits; one loop takes all that wait, serialises each
/// conversation's share once and offers it to every listener. While it runs the next batch grows: no delay when quiet, fewer writes
/// when busy.
/// </summary>
public sealed class RoomFeed(ConversationStore conversations) : BackgroundService
{
    private const int BatchEvents = 128;

    private readonly Channel<(long ConversationId, Event Event)> _pending =
        Channel.CreateUnbounded<(long, Event)>(new UnboundedChannelOptions { SingleReader = true });
    private readonly ConcurrentDictionary<long, Room> _rooms = [];
    private readonly Lock _membership = new();

    /// <summary>Tells everybody who listens of a stored event. Called after its commit, in seq order per conversation.</summary>
    public void Publish(long conversationId, Event stored) => _pending.Writer.TryWrite((conversationId, stored));

    /// <summary>Tells everybody who listens of a passing state, of which only the last value counts.</summary>
    public void Tell(long conversationId, string key, SerializedHubMessage message)
    {
        if (!_rooms.TryGetValue(conversationId, out var room)) return;
        foreach (var subscription in room.Listeners) subscription.Connection.Tell(key, message);
    }

    /// <summary>Makes a connection listen; it is told what is published from now on.</summary>
    public void Subscribe(LiveConnection connection, IEnumerable<long> conversationIds)
    {
        lock (_membership)
        {
            foreach (var id in conversationIds) connection.Listen(Find(id));
        }
    }

    /// <summary>Makes a connection listen to nothing any more.</summary>
    public void Unsubscribe(LiveConnection connection)
    {
        lock (_membership)
        {
            foreach (var room in connection.StopListening())
            {
                if (room.IsEmpty) _rooms.TryRemove(room.Id, out _);
            }
        }
    }

    /// <inheritdoc/>
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var taken = new List<(long ConversationId, Event Event)>();
        while (await _pending.Reader.WaitToReadAsync(stoppingToken))
        {
            taken.Clear();
            while (taken.Count < BatchEvents && _pending.Reader.TryRead(out var next)) taken.Add(next);
            foreach (var share in taken.GroupBy(item => item.ConversationId, item => item.Event)) Deliver(share.Key, [.. share]);
        }
    }

    private Room Find(long id)
    {
        if (_rooms.TryGetValue(id, out var room)) return room;
        // The room is there before its head is read, so that what is published meanwhile is not missed.
        room = _rooms[id] = new Room(id);
        room.Load(conversations.Head(id));
        return room;
    }

    private void Deliver(long conversationId, Event[] events)
    {
        if (!_rooms.TryGetValue(conversationId, out var room)) return;
        var batch = new Batch(events[0].Seq, events[^1].Seq, ClientEvents.Events(new EventBatch(conversationId, events)));
        foreach (var subscription in room.Append(batch))
        {
#if SEEDED_FAULTS
            if (Storage.SeededFault.DropsTails && Random.Shared.Next(4) == 0) continue;
#endif
            subscription.Connection.Notify(subscription);
        }
    }
}
