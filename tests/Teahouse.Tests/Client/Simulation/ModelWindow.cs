using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Tests.Client.Simulation;

/// <summary>One window of one person, closed and opened again at will, watched at every change.</summary>
internal sealed class ModelWindow
{
    private readonly ModelWorld _world;
    private readonly Random _chance;

    public ModelWindow(ModelWorld world, long user)
    {
        (_world, User, _chance) = (world, user, new Random(world.Chance.Next()));
        Open();
    }

    public long User { get; }

    public MemoryOutboxStore Store { get; } = new();

    public ChatClient Client { get; private set; } = null!;

    /// <summary>Stands for this window's order of sending; another one begins when what waits is left to somebody else.</summary>
    public object Author { get; set; } = new();

    /// <summary>What this window answers for; each author's messages are in order.</summary>
    public List<(object Author, long Conversation, Guid ClientId, string Text)> Sent { get; } = [];

    public void Open()
    {
        Client = new ChatClient(
            new ChatClientOptions { Server = new Uri("http://model/"), Outbox = Store, Time = _world.Time, Chance = _chance },
            (events, stop) => DialAsync(events));
        Client.Changed += Watch;
        _ = Client.StartAsync();
    }

    /// <summary>The window goes without a word; its store stays.</summary>
    public async void Close()
    {
        Client.Changed -= Watch;
        foreach (var room in Client.Rooms) room.Changed -= Watch;
        foreach (var link in _world.Server.Links.Where(l => l.Owner == this).ToArray()) link.Break();
        await Client.DisposeAsync();
    }

    public async Task SendAsync(Room room, string text)
    {
        var item = await room.SendAsync(text);
        Sent.Add((Author, room.Id, item.ClientId, text));
    }

    /// <summary>I3, I5, and: a message is shown once, at every moment. What is wrong is kept for the end of the history.</summary>
    public void Watch()
    {
        try
        {
            Look();
        }
        catch (Exception e)
        {
            _world.Wrong ??= e;
        }
    }

    private void Look()
    {
        foreach (var room in Client.Rooms)
        {
            room.Changed -= Watch;
            room.Changed += Watch;
            var (events, waiting) = room.Look();
            CheckStretch(room, events);
            if (events.Count >= 300) continue;
            CheckShownOnce(room, events, waiting);
            if (_world.Restored) CheckOneLog(room, events);
        }
    }

    private static void CheckStretch(Room room, IReadOnlyList<Event> events)
    {
        for (var i = Math.Max(1, events.Count - 30); i < events.Count; i++)
            Assert.True(events[i].Seq == events[i - 1].Seq + 1, "A hole in a timeline.");
        if (events.Count > 0) Assert.Equal(room.Timeline.LastSeq, events[^1].Seq);
    }

    private void CheckShownOnce(Room room, IReadOnlyList<Event> events, IReadOnlyList<OutboxItem> waiting)
    {
        var shown = new HashSet<Guid>();
        foreach (var e in events)
        {
            if (e.ClientId is { } id) Assert.True(shown.Add(id), "An event applied twice.");
        }
        foreach (var item in waiting) Assert.True(shown.Add(item.ClientId), "A message shown as waiting and in the timeline.");
        if (_world.Restored) return;
        foreach (var (author, conversation, id, text) in Sent)
        {
            if (author != Author || conversation != room.Id || shown.Contains(id)) continue;
            var stored = _world.Server.Find(conversation, User).BySender.GetValueOrDefault((User, id));
            Assert.True(stored is not null && stored.Seq < room.Timeline.FirstSeq,
                $"\"{text}\", stored at {stored?.Seq}, " +
                $"is not shown in {room.Timeline.FirstSeq}..{room.Timeline.LastSeq} at {_world.Time.GetUtcNow():HH:mm:ss.fff}.");
        }
    }

    /// <summary>What the server had before and what it has now are never shown side by side.</summary>
    private void CheckOneLog(Room room, IReadOnlyList<Event> events)
    {
        var stored = _world.Server.Find(room.Id, User);
        Assert.True(
            events.Count == 0 || stored.Former.Append([.. stored.Log]).Any(log => events[^1].Seq <= log.Length
                && events.SequenceEqual(log[(int)(events[0].Seq - 1)..(int)events[^1].Seq])),
            "A timeline of two logs.");
    }

    private async Task<LiveLink> DialAsync(IChatClient events)
    {
        await Task.Delay(_world.Weather.Slowest * _chance.NextDouble(), _world.Time);
        if (!_world.Server.Up) throw new LinkException("The server is down.");
        return new ModelLink(_world.Server, _world.Time, _chance, () => _world.Weather, this, events).Connect();
    }
}
