using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>A conversation as this window knows it: its timeline, what waits to be sent, its read mark and its file transfers.</summary>
public sealed partial class Room
{
    private readonly Session session;
    private readonly Outbox outbox;
    private readonly RoomHooks hooks;
    private readonly Follower follower;
    private readonly ReadMarks marks;
    private readonly Unread unread;
    private readonly Dictionary<Guid, Transfer> transfers = [];
    private Task? loading;
    private Task<bool>? loadingOlder;

    internal Room(Conversation state, Session session, Outbox outbox, RoomHooks hooks)
    {
        (Id, Kind, PeerId, Head) = (state.Id, state.Kind, state.PeerId, state.Head);
        (this.session, this.outbox, this.hooks) = (session, outbox, hooks);
        Timeline = new Timeline(state.Head);
        unread = new Unread(Timeline);
        follower = new Follower(session, this);
        marks = new ReadMarks(session, this);
    }

    /// <summary>The conversation's id.</summary>
    public long Id { get; }

    /// <summary>The public room, or a pair of people.</summary>
    public ConversationKind Kind { get; }

    /// <summary>The other person's id in a private conversation, else null.</summary>
    public long? PeerId { get; }

    /// <summary>The other person in a private conversation, else null.</summary>
    public Person? Peer => PeerId is { } id ? hooks.Person(id) : null;

    /// <summary>The highest seq that is known to exist; above <see cref="Timeline.LastSeq"/> while something is being fetched.</summary>
    public long Head { get; private set; }

    /// <summary>The seq up to which this user has read, in any window.</summary>
    public long ReadSeq => unread.ReadSeq;

    /// <summary>Messages by others after it.</summary>
    public long Unread => unread.Count;

    /// <summary>The events.</summary>
    public Timeline Timeline { get; }

    /// <summary>This window's messages that are not in the timeline yet, in the order of their sending.</summary>
    public IReadOnlyList<OutboxItem> Waiting => outbox.Of(Id);

    /// <summary>The file transfers whose offers are loaded, in the order in which they were first heard of.</summary>
    public IReadOnlyList<Transfer> Transfers
    {
        get
        {
            lock (session.Gate) return [.. transfers.Values.Where(t => t.Known)];
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
        lock (session.Gate) return (Timeline.Events, Waiting);
    }

    /// <summary>A transfer by its id, or null when nothing was heard of it.</summary>
    /// <param name="fileId">The id in the file's events.</param>
    public Transfer? FindTransfer(Guid fileId)
    {
        lock (session.Gate) return transfers.GetValueOrDefault(fileId);
    }

    /// <summary>Loads the newest page, once; waits for the connection if need be. Loaded again by itself when the server's log changed.</summary>
    public Task LoadAsync()
    {
        TaskCompletionSource mine;
        lock (session.Gate)
        {
            if (loading is not null) return loading;
            mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            loading = mine.Task;
        }
        session.Background(() => LoadNewestAsync(mine));
        return mine.Task;
    }

    /// <summary>Loads the page before the first event.</summary>
    /// <returns>Whether something was added.</returns>
    public Task<bool> LoadOlderAsync()
    {
        TaskCompletionSource<bool> mine;
        lock (session.Gate)
        {
            if (loadingOlder is { IsCompleted: false }) return loadingOlder;
            if (!Timeline.HasOlder || !Timeline.Loaded) return Task.FromResult(false);
            mine = new TaskCompletionSource<bool>(TaskCreationOptions.RunContinuationsAsynchronously);
            loadingOlder = mine.Task;
        }
        session.Background(async () =>
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
    public Task<OutboxItem> SendAsync(string text) => outbox.AddAsync(Id, text);

    /// <summary>Tries a refused message again, after all that waits.</summary>
    /// <param name="item">An item in <see cref="OutboxState.Failed"/>; others are left as they are.</param>
    public Task RetryAsync(OutboxItem item) => outbox.RetryAsync(item.ClientId);

    /// <summary>Throws a message away that is not on its way.</summary>
    /// <param name="item">An item that waits or was refused.</param>
    /// <returns>False when it is being sent, or gone.</returns>
    public Task<bool> DiscardAsync(OutboxItem item) => outbox.DiscardAsync(item.ClientId);

    /// <summary>Everything up to a seq was read: counted at once, told to the server when its turn comes.</summary>
    /// <param name="seq">The seq of the last event that was seen; what is above the timeline's end is cut to it.</param>
    public void MarkRead(long seq)
    {
        var moved = false;
        Change(() => moved = unread.Move(Math.Min(seq, Timeline.LastSeq), session.MyId, Head));
        if (moved) marks.Send();
    }

    /// <summary>Tells the server the mark now, on leaving the conversation or the page.</summary>
    public Task FlushReadAsync() => marks.FlushAsync();

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
            lock (session.Gate) loading = null;
            done.TrySetException(e);
        }
    }

    private async Task<bool> PrependPageAsync()
    {
        var generation = 0;
        var page = await session.AskAsync(s =>
        {
            long first;
            lock (session.Gate) (first, generation) = (Timeline.FirstSeq, Timeline.Generation);
            return s.ReadBefore(new ReadBefore(Id, first, Limits.PageEvents));
        });
        var added = false;
        Change(() =>
        {
            if (generation != Timeline.Generation) return;
            added = Timeline.Prepend(page.Events);
            if (added) Took(page.Events);
            if (unread.Unsure) unread.Recount(session.MyId, Head);
        });
        return added;
    }
}
