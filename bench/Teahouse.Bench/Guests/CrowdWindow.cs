using System.Collections.Concurrent;
using Teahouse.Bench.Journal;
using Teahouse.Bench.Serve;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Bench.Guests;

/// <summary>One window of a crowd: the client library as the page uses it, with a journal of all that it does and shows.</summary>
internal sealed class CrowdWindow : IAsyncDisposable
{
    private readonly Lock _gate = new();
    private readonly JournalFile _journal;
    private readonly AccountClient _accounts;
    private readonly ConcurrentDictionary<long, Room> _rooms = [];
    private Conversation[]? _awaited;
    private bool _online;
    private int _noRoom;

    /// <param name="guest">Whose window it is.</param>
    /// <param name="number">Its number.</param>
    /// <param name="entrance">Where it connects and what it has.</param>
    public CrowdWindow(GuestPass guest, int number, Entrance entrance)
    {
        Guest = guest;
        var device = entrance.Device(number);
        _journal = new JournalFile(entrance.Journals, $"{guest.Name}-{device:N}");
        _journal.Write(new Opened(JournalFile.Now, guest.Id, device));
        Options = new ChatClientOptions
        {
            Server = entrance.Door(number),
            Token = () => Task.FromResult<string?>(guest.Token),
            Outbox = entrance.Outbox(device),
            DeviceId = device,
            Time = entrance.Time,
        };
        var hub = new HubDial(Options, _accounts = new AccountClient(Options));
        Client = new ChatClient(Options, async (events, stop) =>
        {
            var link = await hub.DialAsync(events, stop);
            var calls = new RecordedCalls(
                link.Calls, _journal, Welcomed, () => LastAcknowledged = JournalFile.Now, () => Interlocked.Increment(ref _noRoom));
            return link with { Calls = calls };
        });
        Client.Changed += Look;
    }

    public GuestPass Guest { get; }

    public ChatClient Client { get; }

    /// <summary>What its client has, for what goes by HTTP.</summary>
    public ChatClientOptions Options { get; }

    /// <summary>How often it was told to wait because the server's disk is full.</summary>
    public int NoRoom => _noRoom;

    /// <summary>When the server last said "stored", by the journals' clock.</summary>
    public long LastAcknowledged { get; private set; }

    /// <summary>Connects, in the background.</summary>
    public Task Start() => Client.StartAsync();

    /// <summary>Says something that nobody else says, in a conversation.</summary>
    public Task Say(Room room) => Say(room, Words.Next());

    /// <summary>Says something in a conversation; nobody may say the same.</summary>
    public async Task Say(Room room, string text)
    {
        _journal.Write(new Invoked(JournalFile.Now, room.Id, Told.Short(text)));
        await room.SendAsync(text);
        _journal.Write(new Kept(JournalFile.Now, Told.Short(text)));
    }

    /// <summary>Whether it is online and nothing waits to be sent.</summary>
    public bool HasSentAll => Client.Link.IsOnline && Client.Rooms.All(room => room.Waiting.Count == 0);

    /// <summary>Offers a file to the other person of a private conversation.</summary>
    /// <returns>The transfer's id.</returns>
    public async Task<Guid> Offer(Room room, string name, long size)
    {
        var transfer = await room.OfferFileAsync(name, size);
        _journal.Write(new Invoked(JournalFile.Now, room.Id, Told.Of(new FileOffered(transfer.FileId, name, size))));
        return transfer.FileId;
    }

    /// <summary>Whether all is sent, and every conversation stands where the server's head is.</summary>
    /// <param name="server">The state as the server tells it now.</param>
    public bool IsSettled(Conversation[] server) => Client.Link.IsOnline
        && server.All(state => Client.Find(state.Id) is { } room
            && room.Timeline.Loaded && room.Timeline.LastSeq == state.Head && room.Waiting.Count == 0
            && room.ReadSeq == state.ReadSeq && room.Unread == state.Unread);

    /// <summary>Notes how the window shows its conversations.</summary>
    public void WriteState() => _journal.Write(new FinalState(JournalFile.Now,
    [
        .. Client.Rooms.OrderBy(room => room.Id).Select(room =>
            new RoomState(room.Id, room.Timeline.FirstSeq, room.Timeline.LastSeq, room.ReadSeq, room.Unread)),
    ]));

    public async ValueTask DisposeAsync()
    {
        await Client.DisposeAsync();
        Client.Changed -= Look;
        _accounts.Dispose();
        _journal.Dispose();
    }

    private void Welcomed(Welcome welcome)
    {
        lock (_gate)
        {
            (_online, _awaited) = (true, welcome.Conversations);
            _journal.Write(new LinkChanged(JournalFile.Now, Online: true));
        }
    }

    private void Look()
    {
        foreach (var room in Client.Rooms)
        {
            if (!_rooms.TryAdd(room.Id, room)) continue;
            _ = new RoomRecorder(room, _journal, LookWhole);
            _ = room.LoadAsync();
        }
        lock (_gate)
        {
            if (_online && !Client.Link.IsOnline && _awaited is null)
            {
                _online = false;
                _journal.Write(new LinkChanged(JournalFile.Now, Online: false));
            }
        }
        LookWhole();
    }

    private void LookWhole()
    {
        lock (_gate)
        {
            if (_awaited is null || !_awaited.All(state => Client.Find(state.Id)?.Timeline.LastSeq >= state.Head)) return;
            _awaited = null;
            _journal.Write(new Whole(JournalFile.Now));
        }
    }
}
