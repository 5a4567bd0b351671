using Teahouse.Bench.Network;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Tests.Kit;

/// <summary>A person's window without the page: the client library behind a cable that can be pulled.</summary>
public sealed class Window : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Cable _cable;

    private Window(string name, Cable cable, ChatClient client) => (Name, _cable, Client) = (name, cable, client);

    public string Name { get; }

    public ChatClient Client { get; }

    /// <summary>Opens a window with a session and waits until it is online.</summary>
    public static async Task<Window> Open(
        Uri server, string name, string token, IOutboxStore? outbox = null, Func<Way, Passage>? passages = null)
    {
        var cable = new Cable(server, passages);
        var client = new ChatClient(new ChatClientOptions
        {
            Server = cable.Url,
            Token = () => Task.FromResult<string?>(token),
            Outbox = outbox ?? new MemoryOutboxStore(),
        });
        var window = new Window(name, cable, client);
        await client.StartAsync();
        await window.Until(() => client.Link.IsOnline, "is online");
        await client.PublicRoom!.LoadAsync();
        return window;
    }

    public void LoseNetwork() => _cable.Cut();

    public Task Return()
    {
        _cable.Plug();
        Client.RetryNow();
        return Until(() => Client.Link.IsOnline, "is online again");
    }

    public async Task<Room> Room(string? peer)
    {
        if (peer is null) return Client.PublicRoom!;
        await Until(() => Client.People.Any(p => p.Name == peer), $"knows {peer}");
        var room = await Client.OpenAsync(Client.People.Single(p => p.Name == peer).Id);
        await room.LoadAsync();
        return room;
    }

    public async Task Sees(string text, string by, string? peer, int times = 1)
    {
        var room = await Room(peer);
        await Until(() => Count(room, text, by) == times, $"sees \"{text}\" from {by} {times} times in {peer ?? "the public room"}");
    }

    public async Task<bool> HasSeen(string text, string? peer) =>
        (await Room(peer)).Timeline.Events.Any(e => e.Body is TextMessage t && t.Text == text);

    public async Task Until(Func<bool> condition, string what)
    {
        using var stop = new CancellationTokenSource(Patience);
        while (!condition())
        {
            if (stop.IsCancellationRequested) throw new TimeoutException($"{Name} never {what}");
            await Task.Delay(10);
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        _cable.Dispose();
    }

    private static int Count(Room room, string text, string by) =>
        room.Timeline.Events.Count(e => e.Name == by && e.Body is TextMessage t && t.Text == text);
}
