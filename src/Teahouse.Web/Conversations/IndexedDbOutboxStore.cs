using System.Text.Json;
using Teahouse.Client;
using Teahouse.Web.Browser;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Conversations;

/// <summary>The outbox in the browser's IndexedDB; rows of windows that are gone are adopted when it is read.</summary>
public sealed class IndexedDbOutboxStore : IOutboxStore
{
    public async Task<IReadOnlyList<OutboxItem>> LoadAsync()
    {
        var list = await OutboxJs.LoadAsync();
        if (list.Length == 0) return [];
        var rows = JsonSerializer.Deserialize(list, WebJson.Default.StringArray)!;
        return [.. rows.Select(r => JsonSerializer.Deserialize(r, WebJson.Default.OutboxItem)!)];
    }

    public Task PutAsync(OutboxItem item) =>
        OutboxJs.PutAsync(item.ClientId.ToString(), item.CreatedAt, JsonSerializer.Serialize(item, WebJson.Default.OutboxItem));

    public Task RemoveAsync(Guid clientId) => OutboxJs.RemoveAsync(clientId.ToString());
}
