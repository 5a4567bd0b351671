using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// One window's whole client: connected by itself, its rooms and people kept up to date, its messages sent exactly once.
/// Everything it shows may be read at any time; <see cref="Changed"/> is raised on the thread on which the change came
/// (in a browser there is one).
/// </summary>
public sealed class ChatClient : IAsyncDisposable
{
    private readonly ChatConnection _connection;
    private readonly Session _session;
    private readonly Outbox _outbox;
    private readonly PersonList _people;
    private readonly RoomList _rooms;
    private readonly HeadCheck _heads;

    /// <summary>A client of a server on the network.</summary>
    /// <param name="options">What it needs to know.</param>
    public ChatClient(ChatClientOptions options) : this(options, new HubDial(options, new AccountClient(options)).DialAsync)
    {
    }

    /// <summary>A client whose connections are made by other means.</summary>
    /// <param name="options">What it needs to know.</param>
    /// <param name="dial">Makes a connection.</param>
    public ChatClient(ChatClientOptions options, Dial dial)
    {
        _connection = new ChatConnection(options, dial, () => new LinkEvents(Inbox!));
        _session = new Session(options, _connection);
        _outbox = new Outbox(options.Outbox, _session)
        {
            Acknowledged = (item, sent, welcomes) => _rooms!.Find(item.ConversationId)?.Acknowledged(item, sent, welcomes) ?? true,
            Moved = id => _rooms!.Find(id)?.OutboxMoved(),
        };
        _people = new PersonList(_session);
        _rooms = new RoomList(_session, _outbox, new RoomHooks(_people.Find, () => _heads!.Ask(), Raise));
        _heads = new HeadCheck(_session, _rooms, Raise);
        Inbox = new Inbox(_session, _rooms, _people, _heads, Raise);
        _connection.Changed += Raise;
    }

    /// <summary>Where the live connection stands.</summary>
    public LinkState Link => _connection.State;

    /// <summary>Who is signed in; null before the first connection.</summary>
    public Person? Me => _session.Me;

    /// <summary>The conversations, the public room first; empty before the first connection.</summary>
    public IReadOnlyList<Room> Rooms => _rooms.All;

    /// <summary>The public room; null before the first connection.</summary>
    public Room? PublicRoom => _rooms.Find(Limits.PublicRoom);

    /// <summary>The other people: those online by name, then those offline with whom there is a conversation.</summary>
    public IReadOnlyList<Person> People => _people.Visible(_rooms);

    /// <summary>Rises when somebody has another colour than before.</summary>
    public int Tones => _people.Tones;

    /// <summary>Others' messages that are not read, over all rooms.</summary>
    public long Unread => _rooms.All.Sum(r => r.Unread);

    /// <summary>
    /// The typed calls on the present connection, for what has no method here. A call whose outcome is unknown throws <see
    /// cref="LinkException"/>.
    /// </summary>
    public IChatServer Calls => _connection.Calls;

    /// <summary>The connection, the rooms, the people or an unread count changed.</summary>
    public event Action? Changed;

    private Inbox Inbox { get; }

    /// <summary>Reads the outbox, then connects in the background and stays connected.</summary>
    public async Task StartAsync()
    {
        await AdoptAsync();
        _connection.Start();
    }

    /// <summary>Reads the outbox's store again and sends what is new in it, such as what a closed window left behind.</summary>
    public Task AdoptAsync() => _outbox.LoadAsync(item => _rooms.Find(item.ConversationId)?.Has(item.ClientId) ?? false);

    /// <summary>A room by its conversation's id, or null.</summary>
    /// <param name="conversationId">The id.</param>
    public Room? Find(long conversationId) => _rooms.Find(conversationId);

    /// <summary>The private room with a person, or null while there is none.</summary>
    /// <param name="personId">The person's id.</param>
    public Room? FindPrivate(long personId) => _rooms.All.FirstOrDefault(r => r.PeerId == personId);

    /// <summary>A person by id, or null when nothing is known of them.</summary>
    /// <param name="personId">The person's id.</param>
    public Person? FindPerson(long personId) => _people.Find(personId);

    /// <summary>The private room with a person, made when there is none.</summary>
    /// <param name="personId">The person's id.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public async Task<Room> OpenAsync(long personId)
    {
        if (FindPrivate(personId) is { } room) return room;
        var state = await _session.DemandAsync(s => s.OpenConversation(new OpenConversation(personId)));
        room = _rooms.Ensure(state);
        Raise();
        return room;
    }

    /// <summary>Chooses the colour that everybody sees this person in.</summary>
    /// <param name="tone">1 to <see cref="Limits.Tones"/>, or 0 to leave it to the pages.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task SetToneAsync(int tone) => _session.DemandAsync(async s =>
    {
        await s.SetTone(new ToneChoice(tone));
        return true;
    });

    /// <summary>Everybody who has an account, by name: also those who are offline and with whom there is no room yet.</summary>
    /// <exception cref="ChatException">Refused.</exception>
    public async Task<Person[]> ListPeopleAsync()
    {
        var everybody = await _session.DemandAsync(s => s.ListPeople());
        _people.Learn(everybody);
        return everybody;
    }

    /// <summary>Says whether somebody sits at this window.</summary>
    /// <param name="away">True when nobody has touched it for a while.</param>
    public void SetAway(bool away)
    {
        if (_session.Away == away) return;
        _session.Away = away;
        _session.TellAway();
    }

    /// <summary>
    /// Tries to connect now. When online, asks for a sign of life and connects anew without one: for pages that come back from the
    /// background and for networks that come back.
    /// </summary>
    public void RetryNow() => _connection.Nudge();

    /// <summary>Ends the connection; nothing is raised afterwards. What waits in the outbox stays in its store.</summary>
    public ValueTask DisposeAsync() => _connection.DisposeAsync();

    private void Raise() => _session.Raise(Changed);
}
