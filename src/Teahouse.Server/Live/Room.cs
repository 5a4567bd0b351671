using Teahouse.Protocol;

namespace Teahouse.Server.Live;

/// <summary>
/// A conversation with somebody connected: its head, a short ring of its last batches, and who listens. Only the fan-out loop appends.
/// </summary>
/// <param name="id">The conversation.</param>
/// <param name="protocol">The protocol of most clients.</param>
internal sealed class Room(long id, CheckedJsonProtocol protocol)
{
    private const int RingBatches = 64;

    /// <summary>Long messages fill the ring sooner: with 16 KB each this is what bounds its memory.</summary>
    private const long RingEvents = 512;

    private readonly Lock _gate = new();
    private readonly List<Subscription> _subscriptions = [];
    private Subscription[] _snapshot = [];
    private Batch[] _ring = [];
    private long _head;

    public long Id { get; } = id;

    /// <summary>The last seq that was told or, at first, stored.</summary>
    public long Head => Interlocked.Read(ref _head);

    public bool IsEmpty
    {
        get
        {
            lock (_gate) return _subscriptions.Count == 0;
        }
    }

    /// <summary>Who listens now.</summary>
    public Subscription[] Listeners
    {
        get
        {
            lock (_gate) return [.. _subscriptions];
        }
    }

    /// <summary>
    /// Takes the head as stored, as long as nothing was told here: from then on no event is missed, and one that is stored is about to be
    /// told.
    /// </summary>
    public void Raise(long storedHead)
    {
        lock (_gate)
        {
            if (_ring.Length == 0 && storedHead > _head) Interlocked.Exchange(ref _head, storedHead);
        }
    }

    /// <summary>Adds a listener, who gets what is told from now on.</summary>
    public Subscription Subscribe(LiveConnection connection)
    {
        lock (_gate)
        {
            var subscription = new Subscription(this, connection, _head);
            _subscriptions.Add(subscription);
            _snapshot = [];
            return subscription;
        }
    }

    public void Unsubscribe(Subscription subscription)
    {
        lock (_gate)
        {
            _subscriptions.Remove(subscription);
            _snapshot = [];
        }
    }

    /// <summary>Puts a batch into the ring and gives everybody who has to be told of it.</summary>
    public Subscription[] Append(Batch batch)
    {
        lock (_gate)
        {
            var first = Math.Max(0, _ring.Length - (RingBatches - 1));
            while (first < _ring.Length && batch.Last - _ring[first].First >= RingEvents) first++;
            Volatile.Write(ref _ring, [.. _ring.AsSpan(first), batch]);
            if (batch.Last > _head) Interlocked.Exchange(ref _head, batch.Last);
            if (_snapshot.Length == 0) _snapshot = [.. _subscriptions];
            return _snapshot;
        }
    }

    /// <summary>The batch that goes on from a cursor; when it has left the ring, the head alone.</summary>
    /// <returns>Null when the cursor stands at the head.</returns>
    public Batch? After(long cursor)
    {
        var ring = Volatile.Read(ref _ring);
        for (var i = ring.Length - 1; i >= 0; i--)
        {
            if (ring[i].Last <= cursor) break;
            if (ring[i].First <= cursor + 1) return ring[i];
        }
        var head = Head;
        return head <= cursor ? null : new Batch(head, head, ClientEvents.Heads(new HeadList([new Head(Id, head)])), protocol);
    }
}
