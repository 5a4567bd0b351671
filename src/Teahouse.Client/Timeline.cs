using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// One conversation's events as this window knows them: always a gapless stretch of the log, ending at <see cref="LastSeq"/>.
/// It begins empty at the head that the server told and follows from there; older pages are put before it.
/// </summary>
public sealed class Timeline
{
    private const int MostEarly = 1_000;

    private readonly SortedDictionary<long, Event> _early = [];
    private EventStretch _events = EventStretch.Empty;
    private long _before;

    internal Timeline(long head) => _before = head;

    /// <summary>The events, oldest first. A snapshot: it never changes, the next one is another object.</summary>
    public IReadOnlyList<Event> Events => _events;

    /// <summary>Whether the newest page was loaded, so that there is something to show.</summary>
    public bool Loaded { get; private set; }

    /// <summary>Whether the log goes on before <see cref="FirstSeq"/>.</summary>
    public bool HasOlder => _before > 0;

    /// <summary>The seq of the first event here; one above <see cref="LastSeq"/> when there is none.</summary>
    public long FirstSeq => _before + 1;

    /// <summary>The seq of the last event here, or of the last one that is known to be stored before the next.</summary>
    public long LastSeq => _before + _events.Count;

    /// <summary>Rises when the events were replaced instead of continued; positions kept from before mean nothing then.</summary>
    public int Generation { get; private set; }

    /// <summary>
    /// Whether the server's log is known to go on from here. After a new connection it may be another one, of an old copy of the data
    /// that was used since; until a page has shown our last event at its place, nothing is added.
    /// </summary>
    internal bool Verified { get; private set; } = true;

    /// <summary>The highest seq that was heard of, here or waiting for the events before it.</summary>
    internal long HighestHeard => _early.Count > 0 ? _early.Keys.Last() : LastSeq;

    /// <summary>Compares what is here with the state at a welcome. What waits was told by another connection, and is forgotten.</summary>
    /// <returns>False when the server's log is seen to be another one.</returns>
    internal bool Meet(Conversation state)
    {
        _early.Clear();
        Verified = _events.Count == 0 || state.Head <= LastSeq;
        if (_events.Count == 0 || state.Head != LastSeq) return state.Head >= LastSeq;
        return state.HeadAt is not { } at || at == _events[^1].At;
    }

    /// <summary>Looks for our last event in a page that overlaps by it; nothing to do when that was seen before.</summary>
    /// <returns>False when the server's log is another one.</returns>
    internal bool Verify(EventPage page)
    {
        if (Verified) return true;
        var mine = _events[^1];
        return Verified = page.Events is [var theirs, ..]
            && (theirs.Seq, theirs.ClientId, theirs.By, theirs.At) == (mine.Seq, mine.ClientId, mine.By, mine.At);
    }

    /// <summary>Takes events in any order, any number of times.</summary>
    /// <returns>Those that were added: every one follows the last, whatever comes too early waits for what is missing.</returns>
    internal List<Event> Apply(ReadOnlySpan<Event> batch)
    {
        var added = new List<Event>(batch.Length);
        foreach (var e in batch)
        {
            if (e.Seq == LastSeq + 1 && Verified) Add(e, added);
            else if (e.Seq > LastSeq) _early.TryAdd(e.Seq, e);
        }
        while (_early.Count > 0 && Verified)
        {
            var (seq, e) = _early.First();
            if (seq > LastSeq + 1) break;
            _early.Remove(seq);
            if (seq == LastSeq + 1) Add(e, added);
        }
        while (_early.Count > MostEarly) _early.Remove(_early.Keys.Last());
        return added;
    }

    /// <summary>Puts an older page before the first event.</summary>
    /// <returns>False when it does not end there, and nothing was done.</returns>
    internal bool Prepend(ReadOnlySpan<Event> page)
    {
        Loaded = true;
        if (page.Length == 0 || page[^1].Seq != _before) return false;
        _events = _events.Prepend(page);
        _before = page[0].Seq - 1;
        return true;
    }

    /// <summary>Drops everything and begins anew with a page.</summary>
    /// <param name="page">The newest page.</param>
    /// <returns>What waited and could be added after the page.</returns>
    internal List<Event> Replace(EventPage page)
    {
        Generation++;
        _events = EventStretch.Of(page.Events);
        _before = page.Events.Length > 0 ? page.Events[0].Seq - 1 : page.Head;
        Loaded = true;
        return Apply([]);
    }

    /// <summary>Drops everything and begins anew, empty, after a head.</summary>
    internal void Restart(long head)
    {
        Generation++;
        _early.Clear();
        _events = EventStretch.Empty;
        _before = head;
        Loaded = false;
        Verified = true;
    }

    /// <summary>Forgets what waits: the server does not know it.</summary>
    internal void ForgetEarly() => _early.Clear();

    /// <summary>The events after a seq, or null when the stretch begins only later.</summary>
    internal ReadOnlySpan<Event> After(long seq)
    {
        var skip = Math.Clamp(seq - _before, 0, _events.Count);
        return _events.Span[(int)skip..];
    }

    private void Add(Event e, List<Event> added)
    {
        _events = _events.Append(e);
        added.Add(e);
    }
}
