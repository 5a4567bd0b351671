using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// What this window wants to send. Per conversation one message at a time, in order, always with the same id, until the server
/// acknowledged or refused it; conversations do not wait for each other. What is kept in the store survives the window.
/// </summary>
internal sealed partial class Outbox(IOutboxStore store, Session session)
{
    private readonly Dictionary<long, OutboxLane> _lanes = [];
    private readonly HashSet<Guid> _finished = [];
    private List<Guid> _toForget = [];
    private List<OutboxEntry> _arrived = [];
    private long _lastCreated;

    /// <summary>A conversation's messages that are not in its timeline.</summary>
    public IReadOnlyList<OutboxItem> Of(long conversationId)
    {
        lock (session.Gate) return _lanes.TryGetValue(conversationId, out var lane) ? lane.Items : [];
    }

    /// <summary>
    /// A message was acknowledged; told with the count of welcomes when it was sent. False when the answer came too late to count.
    /// </summary>
    public required Func<OutboxItem, Sent, int, bool> Acknowledged { private get; init; }

    /// <summary>A conversation's items changed.</summary>
    public required Action<long> Moved { private get; init; }

    /// <summary>Reads the store, at the start and whenever something else may have put items into it.</summary>
    /// <param name="known">Whether an item's event stands in a timeline already.</param>
    public async Task LoadAsync(Func<OutboxItem, bool> known)
    {
        IReadOnlyList<OutboxItem> items = [];
        try
        {
            items = await store.LoadAsync();
        }
        catch (Exception e)
        {
            // A browser may withhold its storage; that is no reason not to talk.
            StoreFailed(session.Log, e);
        }
        if (items.Count == 0) return;
        foreach (var item in items.OrderBy(i => i.CreatedAt))
        {
            lock (session.Gate)
            {
                _lastCreated = Math.Max(_lastCreated, item.CreatedAt);
                if (_finished.Contains(item.ClientId) || Find(item.ClientId) is not null) continue;
                if (known(item))
                {
                    Finish(item.ClientId);
                    continue;
                }
                var state = item.State == OutboxState.Failed ? OutboxState.Failed : OutboxState.Waiting;
                Lane(item.ConversationId).Add(item with { State = state }).Kept.TrySetResult();
            }
            Run(item.ConversationId);
        }
        Sweep();
    }

    /// <summary>Takes a new message: it shows at once, and is tried as soon as it is kept.</summary>
    public async Task<OutboxItem> AddAsync(long conversationId, string text)
    {
        OutboxItem item;
        OutboxEntry entry;
        lock (session.Gate)
        {
            var at = NextCreated();
            item = new OutboxItem(Guid.CreateVersion7(DateTimeOffset.FromUnixTimeMilliseconds(at)), conversationId, text, at);
            entry = Lane(conversationId).Add(item);
        }
        Sweep();
        await KeepAsync(entry, item);
        Run(conversationId);
        return item;
    }

    /// <summary>Puts a refused message behind the others.</summary>
    public async Task RetryAsync(Guid clientId)
    {
        OutboxEntry entry;
        OutboxItem item;
        lock (session.Gate)
        {
            if (Find(clientId) is not { Item.State: OutboxState.Failed } failed) return;
            failed.Lane.Remove(failed);
            item = failed.Item with { State = OutboxState.Waiting, Reason = null, CreatedAt = NextCreated() };
            entry = failed.Lane.Add(item);
        }
        Sweep();
        await KeepAsync(entry, item);
        Run(item.ConversationId);
    }

    /// <summary>Throws a message away unless it is on its way.</summary>
    public async Task<bool> DiscardAsync(Guid clientId)
    {
        lock (session.Gate)
        {
            if (Find(clientId) is not { Item.State: OutboxState.Waiting or OutboxState.Failed } entry) return false;
            entry.Lane.Remove(entry);
            _finished.Add(clientId);
        }
        Sweep();
        await store.RemoveAsync(clientId);
        return true;
    }

    /// <summary>Events stand in the timeline: their messages have arrived, whatever became of the answers. Called under the gate.</summary>
    public void Saw(long conversationId, ReadOnlySpan<Event> events)
    {
        if (!_lanes.TryGetValue(conversationId, out var lane) || lane.Items.Count == 0) return;
        foreach (var e in events)
        {
            if (e.ClientId is { } id && lane.Find(id) is { } entry) Finish(entry);
        }
    }

    /// <summary>The timeline came to a seq: what was acknowledged up to it is in it, or behind it. Called under the gate.</summary>
    public void Reached(long conversationId, long lastSeq)
    {
        if (!_lanes.TryGetValue(conversationId, out var lane) || lane.Items.Count == 0) return;
        foreach (var entry in lane.Entries.Where(e => e.StoredAt <= lastSeq).ToArray()) Finish(entry);
    }

    /// <summary>A message is stored at a seq; it shows on until the timeline comes there. Called under the gate.</summary>
    public void Stored(OutboxItem item, long seq, long lastSeq)
    {
        if (Find(item.ClientId) is not { } entry) return;
        if (seq <= lastSeq)
        {
            Finish(entry);
            return;
        }
        entry.StoredAt = seq;
        entry.Lane.Replace(entry, entry.Item with { State = OutboxState.Sent });
    }

    /// <summary>
    /// A new connection: what was acknowledged and is not in the timeline may be gone from the server's log, and is sent again; a server
    /// that has it gives the first answer again. Called under the gate.
    /// </summary>
    public void Doubt(long conversationId)
    {
        if (!_lanes.TryGetValue(conversationId, out var lane)) return;
        foreach (var entry in lane.Entries.Where(e => e.StoredAt is not null).ToArray())
        {
            entry.StoredAt = null;
            lane.Replace(entry, entry.Item with { State = OutboxState.Waiting });
        }
    }

    /// <summary>Does outside the gate what was decided under it: forgets in the store, tells who shows the items.</summary>
    public void Sweep()
    {
        List<long> moved = [];
        List<Guid> gone;
        List<OutboxEntry> here;
        lock (session.Gate)
        {
            (here, _arrived) = (_arrived, []);
            foreach (var lane in _lanes.Values)
            {
                if (lane.TakeMoved()) moved.Add(lane.ConversationId);
            }
            (gone, _toForget) = (_toForget, []);
        }
        foreach (var id in gone) session.Background(() => store.RemoveAsync(id));
        foreach (var id in moved) Moved(id);
        foreach (var entry in here) entry.Arrived.TrySetResult();
    }

    private void Finish(OutboxEntry entry)
    {
        entry.Lane.Remove(entry);
        _arrived.Add(entry);
        Finish(entry.Item.ClientId);
    }

    private void Finish(Guid clientId)
    {
        _finished.Add(clientId);
        _toForget.Add(clientId);
    }

    private OutboxEntry? Find(Guid clientId) => _lanes.Values.Select(l => l.Find(clientId)).FirstOrDefault(e => e is not null);

    private OutboxLane Lane(long conversationId)
    {
        if (!_lanes.TryGetValue(conversationId, out var lane)) _lanes.Add(conversationId, lane = new OutboxLane(conversationId));
        return lane;
    }

    private long NextCreated() => _lastCreated = Math.Max(_lastCreated + 1, session.Time.GetUtcNow().ToUnixTimeMilliseconds());
}
