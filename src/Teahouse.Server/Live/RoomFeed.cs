using System.Collections.Concurrent;
using System.Threading.Channels;
using Microsoft.AspNetCore.SignalR;
using Teahouse.Protocol;

namespace Teahouse.Server.Live;

/// <summary>
/// The only way to tell a conversation something. Events come in the order of their commits; one loop takes all that wait, serialises each
/// conversation's share once and offers it to every listener. While it runs the next batch grows, and after a share that took a while
/// that conversation rests a few times as long: no delay when quiet, fewer writes when busy.
/// </summary>
/// <param name="protocol">The protocol of most clients.</param>
/// <param name="lag">Is told how long messages took.</param>
/// <param name="time">The clock.</param>
public sealed class RoomFeed(CheckedJsonProtocol protocol, DeliveryLag lag, TimeProvider time) : BackgroundService
{
    private const int BatchEvents = 128;
    private const int RestFactor = 4;
    private static readonly TimeSpan ShortestRest = TimeSpan.FromMilliseconds(2);
    private static readonly TimeSpan LongestRest = TimeSpan.FromMilliseconds(40);

    private readonly Channel<Published> _pending =
        Channel.CreateUnbounded<Published>(new UnboundedChannelOptions { SingleReader = true });

    /// <summary>Conversations that rest, with what has come meanwhile; only the loop uses it.</summary>
    private readonly Dictionary<long, List<Published>> _resting = [];
    private readonly ConcurrentDictionary<long, Room> _rooms = [];
    private readonly Lock _membership = new();
    private long _published;

    /// <summary>How many events were told so far.</summary>
    public long Count => Interlocked.Read(ref _published);

    /// <summary>Tells everybody who listens of a stored event. Called after its commit, in seq order per conversation.</summary>
    /// <param name="conversationId">Where it was said.</param>
    /// <param name="stored">The event.</param>
    /// <param name="since">When the writer took it, a timestamp of the time provider.</param>
    public void Publish(long conversationId, Event stored, long since)
    {
        Interlocked.Increment(ref _published);
        _pending.Writer.TryWrite(new Published(conversationId, stored, since));
    }

    /// <summary>Tells everybody who listens of a passing state, of which only the last value counts.</summary>
    public void Tell(long conversationId, string key, SerializedHubMessage message)
    {
        if (!_rooms.TryGetValue(conversationId, out var room)) return;
        foreach (var subscription in room.Listeners) subscription.Connection.Tell(key, message);
    }

    /// <summary>
    /// Makes a connection listen; it is told what is published from now on. What was published since the heads were read nobody may have
    /// heard: whoever calls reads the state after this, and says with <see cref="CatchUp"/> what it was.
    /// </summary>
    /// <param name="connection">Who listens.</param>
    /// <param name="stored">The conversations, and their heads in the database.</param>
    public void Subscribe(LiveConnection connection, IEnumerable<Head> stored)
    {
        lock (_membership)
        {
            foreach (var head in stored)
            {
                var room = _rooms.GetOrAdd(head.ConversationId, id => new Room(id, protocol));
                room.Raise(head.Seq);
                connection.Listen(room);
            }
        }
    }

    /// <summary>Takes heads that were read after somebody began to listen.</summary>
    public void CatchUp(IEnumerable<Head> stored)
    {
        foreach (var head in stored)
        {
            if (_rooms.TryGetValue(head.ConversationId, out var room)) room.Raise(head.Seq);
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
        var taken = new List<Published>();
        while (await _pending.Reader.WaitToReadAsync(stoppingToken))
        {
            taken.Clear();
            while (taken.Count < BatchEvents && _pending.Reader.TryRead(out var next)) taken.Add(next);
            foreach (var share in taken.GroupBy(item => item.ConversationId)) Share(share.Key, share);
        }
    }

    private void Share(long conversationId, IEnumerable<Published> published)
    {
        var waits = _resting.TryGetValue(conversationId, out var held);
        held ??= [];
        foreach (var one in published)
        {
            if (one.Event is null) waits = false;
            else held.Add(one);
        }
        if (waits) return;
        _resting.Remove(conversationId);
        if (held.Count == 0) return;
        var began = time.GetTimestamp();
        foreach (var batch in held.Chunk(BatchEvents)) Deliver(conversationId, [.. batch.Select(one => one.Event!)]);
        // Files give way to talk, and what they have to tell themselves is none.
        if (held.FindIndex(one => one.Event!.Body is TextMessage) is >= 0 and var said) lag.Note(time.GetElapsedTime(held[said].Since));
        var rest = RestFactor * time.GetElapsedTime(began);
        if (rest < ShortestRest) return;
        _resting[conversationId] = [];
        _ = Rest(conversationId, rest < LongestRest ? rest : LongestRest);
    }

    private async Task Rest(long conversationId, TimeSpan rest)
    {
        await Task.Delay(rest, time);
        _pending.Writer.TryWrite(new Published(conversationId, null, 0));
    }

    private void Deliver(long conversationId, Event[] events)
    {
        if (!_rooms.TryGetValue(conversationId, out var room)) return;
        var batch = new Batch(events[0].Seq, events[^1].Seq, ClientEvents.Events(new EventBatch(conversationId, events)), protocol);
        foreach (var subscription in room.Append(batch))
        {
#if SEEDED_FAULTS
            if (Storage.SeededFault.DropsTails && Random.Shared.Next(4) == 0) continue;
#endif
            subscription.Connection.Notify(subscription);
        }
    }

    /// <summary>Something for the loop; no event means that a rest is over.</summary>
    private readonly record struct Published(long ConversationId, Event? Event, long Since);
}
