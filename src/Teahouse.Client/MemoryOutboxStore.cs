namespace Teahouse.Client;

/// <summary>An outbox that lives as long as the object: for programs that need no more, and for tests that restart a client.</summary>
public sealed class MemoryOutboxStore : IOutboxStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<Guid, OutboxItem> items = [];

    /// <inheritdoc/>
    public Task<IReadOnlyList<OutboxItem>> LoadAsync()
    {
        lock (gate) return Task.FromResult<IReadOnlyList<OutboxItem>>([.. items.Values.OrderBy(i => i.CreatedAt)]);
    }

    /// <inheritdoc/>
    public Task PutAsync(OutboxItem item)
    {
        lock (gate) items[item.ClientId] = item;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task RemoveAsync(Guid clientId)
    {
        lock (gate) items.Remove(clientId);
        return Task.CompletedTask;
    }
}
