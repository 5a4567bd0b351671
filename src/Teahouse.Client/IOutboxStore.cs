namespace Teahouse.Client;

/// <summary>Where messages wait until the server has acknowledged them; it outlives the window where it can.</summary>
public interface IOutboxStore
{
    /// <summary>What waits, oldest first.</summary>
    Task<IReadOnlyList<OutboxItem>> LoadAsync();

    /// <summary>Keeps an item, or replaces the one with the same <see cref="OutboxItem.ClientId"/>. Done when it is safe.</summary>
    /// <param name="item">The item.</param>
    Task PutAsync(OutboxItem item);

    /// <summary>Forgets an item; one that is not there is no error.</summary>
    /// <param name="clientId">Its id.</param>
    Task RemoveAsync(Guid clientId);
}
