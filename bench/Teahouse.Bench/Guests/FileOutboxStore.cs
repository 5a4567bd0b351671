using System.Text.Json;
using Teahouse.Client;

namespace Teahouse.Bench.Guests;

/// <summary>An outbox of one file an item, which outlives a killed process as a browser's storage does.</summary>
internal sealed class FileOutboxStore(string folder) : IOutboxStore
{
    private readonly string _folder = Directory.CreateDirectory(folder).FullName;

    public async Task<IReadOnlyList<OutboxItem>> LoadAsync()
    {
        var items = new List<OutboxItem>();
        foreach (var path in Directory.GetFiles(_folder, "*.item"))
            items.Add(JsonSerializer.Deserialize<OutboxItem>(await File.ReadAllTextAsync(path))!);
        return [.. items.OrderBy(item => item.CreatedAt)];
    }

    public async Task PutAsync(OutboxItem item)
    {
        var path = PathOf(item.ClientId);
        await File.WriteAllTextAsync(path + ".new", JsonSerializer.Serialize(item));
        File.Move(path + ".new", path, overwrite: true);
    }

    public Task RemoveAsync(Guid clientId)
    {
        File.Delete(PathOf(clientId));
        return Task.CompletedTask;
    }

    private string PathOf(Guid clientId) => Path.Combine(_folder, $"{clientId:N}.item");
}
