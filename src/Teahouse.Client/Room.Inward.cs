using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>What comes in from the server.</summary>
public sealed partial class Room
{
    /// <summary>The state at a welcome: what happened while we were away is fetched.</summary>
    /// <param name="state">The server's state.</param>
    /// <param name="otherEpoch">Whether the server's log is another one than before.</param>
    internal void Welcome(Conversation state, bool otherEpoch)
    {
        var again = false;
        Change(() =>
        {
            var restarted = otherEpoch || state.Head < Timeline.LastSeq;
            if (restarted)
            {
                again = _loading is not null;
                _loading = null;
                _transfers.Clear();
                _unread.Restart();
                _outbox.Restarted(Id);
            }
            // A timeline in which nothing stands yet needs no catching up.
            if (restarted || (!Timeline.Loaded && Timeline.Events.Count == 0)) Timeline.Restart(Head = state.Head);
            Head = Math.Max(Timeline.LastSeq, state.Head);
            _unread.Settle(state, _session.MyId);
            _outbox.Reached(Id, Timeline.LastSeq);
        });
        _marks.Settle(state.ReadSeq, anew: true);
        _follower.Follow(TimeSpan.Zero);
        if (again) _ = LoadAsync();
    }

    /// <summary>The state as the server told it in between.</summary>
    internal void Refresh(Conversation state)
    {
        Change(() =>
        {
            Head = Math.Max(Head, state.Head);
            _unread.Settle(state, _session.MyId);
        });
        _marks.Settle(state.ReadSeq, anew: false);
        _follower.Follow(TimeSpan.Zero);
    }

    /// <summary>New events, in whatever order and number.</summary>
    internal void Take(Event[] events)
    {
        Change(() =>
        {
            var added = Timeline.Apply(events);
            if (added.Count > 0) Took(added.ToArray());
            Head = Math.Max(Head, Timeline.HighestHeard);
        });
        _follower.Follow(Follower.GapWait);
    }

    /// <summary>A page that follows the timeline's end.</summary>
    internal void TakeNext(EventPage page, int generation)
    {
        Change(() =>
        {
            if (generation != Timeline.Generation) return;
            var added = Timeline.Apply(page.Events);
            if (added.Count > 0) Took(added.ToArray());
            if (page.Events.Length == 0 && page.Head <= Timeline.LastSeq)
            {
                // The server does not know what was heard of; what it says counts.
                Timeline.ForgetEarly();
                Head = Timeline.LastSeq;
            }
            Head = Math.Max(Head, Math.Max(page.Head, Timeline.HighestHeard));
            if (Timeline.LastSeq >= Head && _unread.Unsure) _unread.Recount(_session.MyId, Head);
        });
        if (_unread.Unsure) _hooks.Ask();
    }

    /// <summary>The newest page, in place of all that was here.</summary>
    internal void TakeNewest(EventPage page, int generation)
    {
        Change(() =>
        {
            // The question may have been older than a welcome or an acknowledgement that brought us further; never back.
            if (generation != Timeline.Generation || page.Head <= Timeline.LastSeq) return;
            var added = Timeline.Replace(page);
            Took([.. page.Events, .. added]);
            _unread.Skip();
            Head = Math.Max(page.Head, Timeline.HighestHeard);
        });
        _hooks.Ask();
    }

    /// <summary>A head that was told instead of the events.</summary>
    internal void TakeHead(long seq)
    {
        Change(() => Head = Math.Max(Head, seq));
        _follower.Follow(TimeSpan.Zero);
    }

    /// <summary>The mark moved, by this window or another.</summary>
    internal void TakeMark(long seq)
    {
        Change(() => _unread.Move(seq, _session.MyId, Head));
        _marks.Settle(seq, anew: false);
        if (_unread.Unsure) _hooks.Ask();
    }

    /// <summary>The server has our mark.</summary>
    internal void MarkTold()
    {
        if (_unread.Unsure) _hooks.Ask();
    }

    /// <summary>A message of ours is stored: its event stands in the timeline before the server's own comes.</summary>
    internal void Acknowledged(OutboxItem item, Sent sent)
    {
        Change(() =>
        {
            var me = _session.Me!;
            var e = new Event(sent.Seq, sent.Ordinal, sent.At, me.Id, me.Name, item.ClientId, new TextMessage(item.Text));
            var added = Timeline.Apply([e]);
            if (added.Count > 0) Took(added.ToArray());
            Head = Math.Max(Head, sent.Seq);
            _outbox.Stored(item, sent.Seq, Timeline.LastSeq);
        });
        _follower.Follow(Follower.GapWait);
    }

    /// <summary>How far a transfer has come.</summary>
    internal void TakeProgress(TransferProgress progress)
    {
        var at = _session.Time.GetElapsedTime(0).TotalSeconds;
        Change(() => Found(progress.FileId).Advance(progress, at));
    }

    /// <summary>Whether a message's event stands in the timeline.</summary>
    internal bool Has(Guid clientId) => Timeline.Events.Any(e => e.ClientId == clientId);

    /// <summary>The outbox changed.</summary>
    internal void OutboxMoved() => _session.Raise(Changed);

    /// <summary>Derives what follows from events that were just added to the timeline, at either end.</summary>
    private void Took(Event[] added)
    {
        _unread.Note(added, _session.MyId);
        foreach (var e in added)
        {
            if (e.Body is FileEvent file) Found(file.FileId).Fold(e, _session.MyId);
        }
        _outbox.Saw(Id, added);
        _outbox.Reached(Id, Timeline.LastSeq);
    }

    private Transfer Found(Guid fileId)
    {
        if (!_transfers.TryGetValue(fileId, out var transfer)) _transfers.Add(fileId, transfer = new Transfer(fileId));
        return transfer;
    }

    private void Change(Action change)
    {
        bool moved;
        lock (_session.Gate)
        {
            var before = _unread.Count;
            change();
            moved = _unread.Count != before;
        }
        _outbox.Sweep();
        _session.Raise(Changed);
        if (moved) _hooks.UnreadMoved();
    }
}
