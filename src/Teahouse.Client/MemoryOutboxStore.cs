namespace Teahouse.Client;

/// <summary>An outbox that lives as long as the object: for programs that need no more, and for tests that restart a client.</summary>
public sealed class MemoryOutboxStore : IOutboxStore
{
    private readonly Lock _gate = new();
    private readonly Dictionary<Guid, OutboxItem> _items = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxItem>> LoadAsync()
    {
        lock (_gate) return Task.FromResult<IReadOnlyList<OutboxItem>>([.. _items.Values.OrderBy(i => i.CreatedAt)]);
    }

    /// <inheritdoc/>
    public Task PutAsync(OutboxItem item)
    {
        lock (_gate) _items[item.ClientId] = item;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Guid clientId)
    {
        lock (_gate) _items.Remove(clientId);
        return Task.CompletedTask;
    }
}
