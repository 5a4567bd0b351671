namespace Teahouse.Client;

/// <summary>One message on its way, and what its sender waits for.</summary>
internal sealed class OutboxEntry(OutboxLane lane, OutboxItem item)
{
    public OutboxLane Lane { get; } = lane;

    /// <summary>How it stands now.</summary>
    public OutboxItem Item { get; set; } = item;

    /// <summary>Completes when the store keeps it; it is not tried before.</summary>
    public TaskCompletionSource Kept { get; } = new();

    /// <summary>Completes when its event stands in the timeline.</summary>
    public TaskCompletionSource Arrived { get; } = new();

    /// <summary>Its seq, once acknowledged, while the timeline is not there yet.</summary>
    public long? StoredAt { get; set; }
}

/// <summary>One conversation's part of the outbox. Guarded by the client's gate.</summary>
internal sealed class OutboxLane(long conversationId)
{
    private readonly List<OutboxEntry> _entries = [];
    private bool _moved;

    public long ConversationId { get; } = conversationId;

    /// <summary>Whether somebody is sending from it.</summary>
    public bool Running { get; set; }

    /// <summary>What it holds, in the order of sending.</summary>
    public IReadOnlyList<OutboxEntry> Entries => _entries;

    /// <summary>The same for whoever shows it; never changed, only replaced.</summary>
    public IReadOnlyList<OutboxItem> Items { get; private set; } = [];

    public OutboxEntry? Find(Guid clientId) => _entries.Find(e => e.Item.ClientId == clientId);

    public OutboxEntry? NextWaiting() => _entries.Find(e => e.Item.State == OutboxState.Waiting);

    public OutboxEntry Add(OutboxItem item)
    {
        var entry = new OutboxEntry(this, item);
        _entries.Add(entry);
        Show();
        return entry;
    }

    public void Replace(OutboxEntry entry, OutboxItem item)
    {
        entry.Item = item;
        Show();
    }

    public void Remove(OutboxEntry entry)
    {
        if (_entries.Remove(entry)) Show();
    }

    /// <summary>Whether the items changed since the last time this was asked.</summary>
    public bool TakeMoved()
    {
        var was = _moved;
        _moved = false;
        return was;
    }

    private void Show()
    {
        Items = [.. _entries.Select(e => e.Item)];
        _moved = true;
    }
}
