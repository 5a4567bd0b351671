using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>A conversation as this window knows it: its timeline, what waits to be sent, its read mark and its file transfers.</summary>
public sealed partial class Room
{
    private readonly Session _session;
    private readonly Outbox _outbox;
    private readonly RoomHooks _hooks;
    private readonly Follower _follower;
    private readonly ReadMarks _marks;
    private readonly Unread _unread;
    private readonly Dictionary<Guid, Transfer> _transfers = [];
    private Task? _loading;
    private Task<bool>? _loadingOlder;

    internal Room(Conversation state, Session session, Outbox outbox, RoomHooks hooks)
    {
        (Id, Kind, PeerId, Head) = (state.Id, state.Kind, state.PeerId, state.Head);
        (_session, _outbox, _hooks) = (session, outbox, hooks);
        Timeline = new Timeline(state.Head);
        _unread = new Unread(Timeline);
        _follower = new Follower(session, this);
        _marks = new ReadMarks(session, this);
    }

    /// <summary>The conversation's id.</summary>
    public long Id { get; }

    /// <summary>The public room, or a pair of people.</summary>
    public ConversationKind Kind { get; }

    /// <summary>The other person's id in a private conversation, else null.</summary>
    public long? PeerId { get; }

    /// <summary>The other person in a private conversation, else null.</summary>
    public Person? Peer => PeerId is { } id ? _hooks.Person(id) : null;

    /// <summary>The highest seq that is known to exist; above <see cref="Timeline.LastSeq"/> while something is being fetched.</summary>
    public long Head { get; private set; }

    /// <summary>The seq up to which this user has read, in any window.</summary>
    public long ReadSeq => _unread.ReadSeq;

    /// <summary>Messages by others after it.</summary>
    public long Unread => _unread.Count;

    /// <summary>The events.</summary>
    public Timeline Timeline { get; }

    /// <summary>This window's messages that are not in the timeline yet, in the order of their sending.</summary>
    public IReadOnlyList<OutboxItem> Waiting => _outbox.Of(Id);

    /// <summary>The file transfers whose offers are loaded, in the order in which they were first heard of.</summary>
    public IReadOnlyList<Transfer> Transfers
    {
        get
        {
            lock (_session.Gate) return [.. _transfers.Values.Where(t => t.Known)];
        }
    }

    /// <summary>Anything of this room changed: events, what waits, the mark, a transfer.</summary>
    public event Action? Changed;

    /// <summary>
    /// The timeline and what waits, read at one moment: a message is in exactly one of them.
    /// (A browser has one thread, so there the properties say the same.)
    /// </summary>
    public (IReadOnlyList<Event> Events, IReadOnlyList<OutboxItem> Waiting) Look()
    {
        lock (_session.Gate) return (Timeline.Events, Waiting);
    }

    /// <summary>A transfer by its id, or null when nothing was heard of it.</summary>
    /// <param name="fileId">The id in the file's events.</param>
    public Transfer? FindTransfer(Guid fileId)
    {
        lock (_session.Gate) return _transfers.GetValueOrDefault(fileId);
    }

    /// <summary>
    /// Loads the newest page, once; waits for the connection if need be. Loaded again by itself when the server's log changed.
    /// </summary>
    public Task LoadAsync()
    {
        TaskCompletionSource mine;
        lock (_session.Gate)
        {
            if (_loading is not null) return _loading;
            mine = new TaskCompletionSource();
            _loading = mine.Task;
        }
        _session.Background(() => LoadNewestAsync(mine));
        return mine.Task;
    }

    /// <summary>Loads the page before the first event.</summary>
    /// <returns>Whether something was added.</returns>
    public Task<bool> LoadOlderAsync()
    {
        TaskCompletionSource<bool> mine;
        lock (_session.Gate)
        {
            if (_loadingOlder is { IsCompleted: false }) return _loadingOlder;
            if (!Timeline.HasOlder || !Timeline.Loaded) return Task.FromResult(false);
            mine = new TaskCompletionSource<bool>();
            _loadingOlder = mine.Task;
        }
        _session.Background(async () =>
        {
            try
            {
                mine.TrySetResult(await PrependPageAsync());
            }
            catch (Exception e)
            {
                mine.TrySetException(e);
            }
        });
        return mine.Task;
    }

    /// <summary>Sends a text: it waits in <see cref="Waiting"/> at once, and is done when the outbox has kept it.</summary>
    /// <param name="text">The text; the server refuses what breaks the limits, see <see cref="OutboxItem.Reason"/>.</param>
    /// <returns>The item as it began.</returns>
    public Task<OutboxItem> SendAsync(string text) => _outbox.AddAsync(Id, text);

    /// <summary>Tries a refused message again, after all that waits.</summary>
    /// <param name="item">An item in <see cref="OutboxState.Failed"/>; others are left as they are.</param>
    public Task RetryAsync(OutboxItem item) => _outbox.RetryAsync(item.ClientId);

    /// <summary>Throws a message away that is not on its way.</summary>
    /// <param name="item">An item that waits or was refused.</param>
    /// <returns>False when it is being sent, or gone.</returns>
    public Task<bool> DiscardAsync(OutboxItem item) => _outbox.DiscardAsync(item.ClientId);

    /// <summary>Everything up to a seq was read: counted at once, told to the server when its turn comes.</summary>
    /// <param name="seq">The seq of the last event that was seen; what is above the timeline's end is cut to it.</param>
    public void MarkRead(long seq)
    {
        var moved = false;
        Change(() => moved = _unread.Move(Math.Min(seq, Timeline.LastSeq), _session.MyId, Head));
        if (moved) _marks.Send();
    }

    /// <summary>Tells the server the mark now, on leaving the conversation or the page.</summary>
    public Task FlushReadAsync() => _marks.FlushAsync();

    /// <summary>What a page is asked for with; a page with another one is of what was here before.</summary>
    internal PageStamp Stamp => new(Timeline.Generation, _session.Welcomes);

    private async Task LoadNewestAsync(TaskCompletionSource done)
    {
        try
        {
            while (!Timeline.Loaded)
            {
                if (Timeline.HasOlder) await PrependPageAsync();
                else Change(() => Timeline.Prepend([]));
            }
            done.TrySetResult();
        }
        catch (Exception e)
        {
            lock (_session.Gate) _loading = null;
            done.TrySetException(e);
        }
    }

    private async Task<bool> PrependPageAsync()
    {
        // What stands here may be of another log, and no page of this one may be joined to it.
        while (!Timeline.Verified) await _follower.FetchAsync();
        PageStamp stamp = default;
        var page = await _session.AskAsync(s =>
        {
            long first;
            lock (_session.Gate) (first, stamp) = (Timeline.FirstSeq, Stamp);
            return s.ReadBefore(new ReadBefore(Id, first, Limits.PageEvents));
        });
        var added = false;
        Change(() =>
        {
            if (stamp != Stamp || !Timeline.Verified) return;
            added = Timeline.Prepend(page.Events);
            if (added) Took(page.Events);
            if (_unread.Unsure) _unread.Recount(_session.MyId, Head);
        });
        return added;
    }
}
