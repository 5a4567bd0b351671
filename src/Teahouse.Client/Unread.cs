using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// The number of others' messages after the read mark: the server's count at some head, and what was seen since.
/// </summary>
internal sealed class Unread(Timeline timeline)
{
    private long _countedTo;

    /// <summary>The seq up to which was read.</summary>
    public long ReadSeq { get; private set; }

    /// <summary>Others' messages after it.</summary>
    public long Count { get; private set; }

    /// <summary>Whether the count cannot be known from the events here, so that the server has to be asked.</summary>
    public bool Unsure { get; private set; }

    /// <summary>Takes the server's word; it stands for everything up to its head.</summary>
    public void Settle(Conversation state, long me)
    {
        // A state that a newer one has overtaken: what came since is counted, and does not stand here to be counted again.
        if (state.Head < _countedTo && state.Head + 1 < timeline.FirstSeq) return;
        if (state.ReadSeq >= ReadSeq)
        {
            ReadSeq = state.ReadSeq;
            Count = state.Unread;
            _countedTo = state.Head;
            Unsure = false;
            if (timeline.LastSeq > state.Head) Note(timeline.After(state.Head), me);
            return;
        }
        // Our own mark is on its way; the server counted without it.
        _countedTo = Math.Max(_countedTo, state.Head);
        Recount(me, state.Head);
    }

    /// <summary>
    /// A new connection: what was heard of beyond our last event may be gone from the server's log, and a mark there was set by another
    /// window.
    /// </summary>
    public void Doubt()
    {
        if (timeline.Events.Count == 0) Restart();
        ReadSeq = Math.Min(ReadSeq, timeline.LastSeq);
        _countedTo = Math.Min(_countedTo, timeline.LastSeq);
    }

    /// <summary>Begins anew for another log.</summary>
    public void Restart()
    {
        ReadSeq = Count = _countedTo = 0;
        Unsure = false;
    }

    /// <summary>Events were passed over; only the server can say how many messages they were.</summary>
    public void Skip() => Unsure = true;

    /// <summary>Counts events that were just added to the timeline.</summary>
    public void Note(ReadOnlySpan<Event> added, long me)
    {
        foreach (var e in added)
        {
            if (e.Seq <= _countedTo) continue;
            _countedTo = e.Seq;
            if (e.Seq > ReadSeq && e.Body.IsMessage && e.By != me) Count++;
        }
    }

    /// <summary>Moves the mark forward, never back.</summary>
    /// <returns>Whether it moved.</returns>
    public bool Move(long seq, long me, long head)
    {
        if (seq <= ReadSeq) return false;
        ReadSeq = seq;
        Recount(me, head);
        return true;
    }

    /// <summary>Counts again where the events here suffice.</summary>
    public void Recount(long me, long head)
    {
        // What was counted beyond the mark is not read yet, even if this head does not reach so far.
        if (ReadSeq >= head && ReadSeq >= timeline.LastSeq && ReadSeq >= _countedTo)
        {
            Count = 0;
            _countedTo = ReadSeq;
            Unsure = false;
            return;
        }
        if (timeline.FirstSeq > ReadSeq + 1 || timeline.LastSeq < _countedTo)
        {
            Unsure = true;
            return;
        }
        Count = 0;
        foreach (var e in timeline.After(ReadSeq))
        {
            if (e.Body.IsMessage && e.By != me) Count++;
        }
        _countedTo = timeline.LastSeq;
        Unsure = false;
    }
}
