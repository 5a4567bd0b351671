using Teahouse.Protocol;

namespace Teahouse.Tests.Client.Simulation;

/// <summary>One conversation of the model: its log, and for each member what was read.</summary>
internal sealed class ModelConversation(long id, ConversationKind kind, params long[] members)
{
    public long Id => id;

    public ConversationKind Kind => kind;

    public long[] Members => members;

    public List<Event> Log { get; } = [];

    /// <summary>The logs that were there before a backup or an old copy took their place.</summary>
    public List<Event[]> Former { get; } = [];

    public Dictionary<(long Sender, Guid ClientId), Event> BySender { get; } = [];

    public Dictionary<long, long> ReadSeq { get; } = [];

    public long Head => Log.Count;

    public long? HeadAt => Log.LastOrDefault()?.At;

    public Conversation For(long user)
    {
        var read = ReadSeq.GetValueOrDefault(user);
        long? peer = kind == ConversationKind.Private ? members.First(m => m != user) : null;
        return new Conversation(id, kind, peer, Head, HeadAt, read, Log.Skip((int)read).Count(e => e.Body.IsMessage && e.By != user));
    }
}

/// <summary>What a server might do wrong; the checks must see each of them.</summary>
public enum ServerFault
{
    None,
    StoresTwice,
    AcknowledgesBeforeItStores,
    SendsNoHeartbeats,

    /// <summary>Says of an old copy that was continued what was true of the log before it.</summary>
    HidesThatItIsACopy,
}

/// <summary>
/// The server as delivery.md describes it, without wire or disk: what it stores is stored at once, what it tells may be lost on the way.
/// </summary>
internal sealed class ModelServer(VirtualTime time, ServerFault fault)
{
    public static readonly string[] Names = ["", "Ada", "Linus", "Grace", "张三"];

    private readonly Dictionary<Guid, (long Conversation, FileState State)> _files = [];
    private readonly Dictionary<(long Conversation, long User), long> _olderMarks = [];
    private int _epoch;
    private long _ahead;

    public List<ModelLink> Links { get; } = [];

    public List<ModelConversation> Conversations { get; private set; } =
        [new(Limits.PublicRoom, ConversationKind.Public, 1, 2, 3, 4), new(2, ConversationKind.Private, 1, 2)];

    /// <summary>The next calls are refused so.</summary>
    public Queue<Refusal> Refusals { get; } = [];

    public string Epoch => _epoch.ToString("x32", null);

    public bool Up { get; private set; } = true;

    public static Person Person(long id) => new(id, Names[id], true, null);

    public ModelConversation Find(long id, long user) =>
        Conversations.Find(c => c.Id == id && c.Members.Contains(user)) ?? throw new ChatException(ErrorCode.NotFound);

    public Welcome Welcome(long user) =>
        new(Epoch, Person(user), Mine(user), [.. Enumerable.Range(1, 4).Select(i => Person(i))], 0, null);

    public Conversation[] Mine(long user) => [.. Conversations.Where(c => c.Members.Contains(user)).Select(c => Told(c, user))];

    public EventPage After(ReadAfter query, long user)
    {
        var conversation = Find(query.ConversationId, user);
        var page = conversation.Log.Skip((int)query.Seq).Take(query.Limit).ToArray();
        if (page.Length > 0) page[0] = Pretended(conversation, page[0].Seq) ?? page[0];
        return new EventPage(page, conversation.Head);
    }

    public Sent Append(long conversationId, long by, Guid? clientId, EventBody body)
    {
        var conversation = Find(conversationId, by);
        if (clientId is { } id && conversation.BySender.TryGetValue((by, id), out var before) && fault != ServerFault.StoresTwice)
        {
            return before.Body.Equals(body) ? SentOf(before) : throw new ChatException(ErrorCode.ClientIdReused);
        }
        var ordinal = (conversation.Log.LastOrDefault()?.Ordinal ?? 0) + (body.IsMessage ? 1 : 0);
        var at = time.GetUtcNow().ToUnixTimeMilliseconds() + _ahead;
        var e = new Event(conversation.Head + 1, ordinal, at, by, Names[by], clientId, body);
        conversation.Log.Add(e);
        if (clientId is { } key) conversation.BySender[(by, key)] = e;
        foreach (var link in Listeners(conversation)) link.Tell(c => c.Events(new EventBatch(conversationId, [e])));
        return SentOf(e);
    }

    public void MarkRead(long conversationId, ModelLink by, long seq)
    {
        var user = by.User;
        var conversation = Find(conversationId, user);
        var before = conversation.ReadSeq.GetValueOrDefault(user);
        seq = Math.Min(seq, conversation.Head);
        if (seq <= before) return;
        _olderMarks[(conversationId, user)] = before;
        conversation.ReadSeq[user] = seq;
        foreach (var link in Links.Where(l => l != by && l.User == user && l.Subscribed))
            link.Tell(c => c.ReadMoved(new MarkRead(conversationId, seq)), losable: false);
    }

    public Conversation Open(long user, long other)
    {
        var found = Conversations.Find(c => c.Kind == ConversationKind.Private && c.Members.Contains(user) && c.Members.Contains(other));
        if (found is not null) return found.For(user);
        var made = new ModelConversation(Conversations.Count + 1, ConversationKind.Private, user, other);
        Conversations.Add(made);
        foreach (var link in Listeners(made)) link.Tell(c => c.ConversationAdded(made.For(link.User)), losable: false);
        return made.For(user);
    }

    public FileOffer Offer(OfferFile offer, long by)
    {
        var conversation = Find(offer.ConversationId, by);
        if (conversation.Kind == ConversationKind.Public) throw new ChatException(ErrorCode.FileNeedsPrivate);
        if (conversation.BySender.TryGetValue((by, offer.ClientId), out var before))
            return new FileOffer(((FileEvent)before.Body).FileId, SentOf(before));
        var id = new Guid(_files.Count + 1, 0, 0, [0, 0, 0, 0, 0, 0, 0, 0]);
        _files.Add(id, (offer.ConversationId, FileState.Offered));
        var body = new FileOffered(id, offer.Name, offer.Size, Left: offer.Leave);
        return new FileOffer(id, Append(offer.ConversationId, by, offer.ClientId, body));
    }

    public void Answer(Guid fileId, long by, FileState next, EventBody body)
    {
        if (!_files.TryGetValue(fileId, out var file)) throw new ChatException(ErrorCode.NotFound);
        var open = file.State == FileState.Offered || (file.State == FileState.Accepted && next == FileState.Cancelled);
        if (!open) throw new ChatException(ErrorCode.FileWrongState);
        _files[fileId] = (file.Conversation, next);
        Append(file.Conversation, by, null, body);
    }

    public void Pause(Guid fileId, long by, EventBody body)
    {
        if (!_files.TryGetValue(fileId, out var file)) throw new ChatException(ErrorCode.NotFound);
        if (file.State != FileState.Accepted) throw new ChatException(ErrorCode.FileWrongState);
        Append(file.Conversation, by, null, body);
    }

    public void Heartbeat()
    {
        if (fault == ServerFault.SendsNoHeartbeats) return;
        foreach (var link in Links.Where(l => l.Subscribed).ToArray())
        {
            var sum = Conversations.Where(c => c.Members.Contains(link.User)).Sum(c => c.Head);
            link.Tell(c => c.Heartbeat(new Heartbeat(sum)));
        }
    }

    /// <summary>Dies: the connections break, and the read marks of the last second may be lost.</summary>
    public void Kill(bool losesMarks)
    {
        Up = false;
        foreach (var link in Links.ToArray()) link.Break();
        if (fault == ServerFault.AcknowledgesBeforeItStores) Cut(1);
        if (!losesMarks) return;
        foreach (var ((conversation, user), older) in _olderMarks) Conversations[(int)conversation - 1].ReadSeq[user] = older;
    }

    public void Start()
    {
        Up = true;
        _olderMarks.Clear();
    }

    /// <summary>Comes back from a backup: another epoch, and the last events are gone.</summary>
    public void Restore(int lost)
    {
        GoBack(lost);
        _epoch++;
        Start();
    }

    /// <summary>Comes back from an old copy of its folder, and was used before anybody returned: the same epoch, other events.</summary>
    public void CopyBack(int lost, int grown)
    {
        GoBack(lost);
        // No server is stopped, copied and started in less.
        _ahead += 10;
        Start();
        foreach (var c in Conversations)
        {
            for (var i = 0; i < grown; i++) Append(c.Id, c.Members[^1], null, new TextMessage("once more"));
        }
    }

    private void GoBack(int lost)
    {
        Kill(false);
        foreach (var c in Conversations) c.Former.Add([.. c.Log]);
        Cut(lost);
    }

    private void Cut(int lost)
    {
        foreach (var c in Conversations)
        {
            var keep = (int)Math.Max(0, c.Head - lost);
            foreach (var e in c.Log.Skip(keep))
            {
                if (e.ClientId is { } id) c.BySender.Remove((e.By, id));
                if (e.Body is FileEvent file && _files.TryGetValue(file.FileId, out var known))
                    _files[file.FileId] = (known.Conversation, FileState.Failed);
            }
            c.Log.RemoveRange(keep, c.Log.Count - keep);
            foreach (var user in c.ReadSeq.Keys.ToArray()) c.ReadSeq[user] = Math.Min(c.ReadSeq[user], keep);
        }
    }

    private IEnumerable<ModelLink> Listeners(ModelConversation conversation) =>
        Links.Where(l => l.Subscribed && conversation.Members.Contains(l.User)).ToArray();

    private Conversation Told(ModelConversation conversation, long user)
    {
        var state = conversation.For(user);
        return Pretended(conversation, state.Head) is { } old ? state with { HeadAt = old.At } : state;
    }

    private Event? Pretended(ModelConversation conversation, long seq) => fault == ServerFault.HidesThatItIsACopy && seq > 0
        ? conversation.Former.FindLast(log => log.Length >= seq)?[seq - 1]
        : null;

    private static Sent SentOf(Event e) => new(e.Seq, e.Ordinal, e.At);
}
