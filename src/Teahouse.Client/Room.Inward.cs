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
            var another = !Timeline.Meet(state) || otherEpoch;
            if (another) again = Restart(state.Head);
            // A timeline in which nothing stands yet needs no catching up.
            else if (!Timeline.Loaded && Timeline.Events.Count == 0) Timeline.Restart(state.Head);
            foreach (var transfer in _transfers.Values) transfer.Doubt();
            _unread.Doubt();
            _outbox.Doubt(Id);
            Head = Math.Max(Timeline.LastSeq, state.Head);
            _unread.Settle(state, _session.MyId);
        });
        _outbox.Run(Id);
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
        // It was read before our mark came, and by now the server has that.
        if (_unread.Unsure && _marks.Told) _hooks.Ask();
    }

    /// <summary>New events, in whatever order and number.</summary>
    internal void Take(Event[] events)
    {
        Change(() =>
        {
            var added = Timeline.Apply(events);
            if (added.Count > 0) Took(added.ToArray());
            Head = Math.Max(Head, Timeline.HighestHeard);
            if (Timeline.LastSeq >= Head && _unread.Unsure) _unread.Recount(_session.MyId, Head);
        });
        _follower.Follow(Follower.GapWait);
    }

    /// <summary>A page that follows the timeline's end; it begins with the timeline's last event while that is not verified.</summary>
    internal void TakeNext(EventPage page, PageStamp stamp)
    {
        var again = false;
        Change(() =>
        {
            if (stamp != Stamp) return;
            if (!Timeline.Verify(page))
            {
                again = Restart(page.Head);
                // How many are unread in this log only the server knows.
                _unread.Skip();
                _outbox.Reached(Id, Timeline.LastSeq);
                Head = Math.Max(Head, page.Head);
                return;
            }
            var added = Timeline.Apply(page.Events);
            if (added.Count > 0) Took(added.ToArray());
            if (page.Head <= Timeline.LastSeq && added.Count == 0)
            {
                // The server does not know what was heard of; what it says counts.
                Timeline.ForgetEarly();
                Head = Timeline.LastSeq;
            }
            Head = Math.Max(Head, Math.Max(page.Head, Timeline.HighestHeard));
            if (Timeline.LastSeq >= Head && _unread.Unsure) _unread.Recount(_session.MyId, Head);
        });
        if (_unread.Unsure) _hooks.Ask();
        _marks.Send();
        if (again) _ = LoadAsync();
    }

    /// <summary>The newest page, in place of all that was here.</summary>
    internal void TakeNewest(EventPage page, PageStamp stamp)
    {
        Change(() =>
        {
            // The question may have been older than a welcome or an acknowledgement that brought us further; never back.
            if (stamp != Stamp || page.Head <= Timeline.LastSeq) return;
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
    /// <param name="item">The message.</param>
    /// <param name="sent">The answer.</param>
    /// <param name="welcomes">The count of welcomes when the message was sent.</param>
    /// <returns>False when there was another welcome since: the answer may be of another log, and means nothing.</returns>
    internal bool Acknowledged(OutboxItem item, Sent sent, int welcomes)
    {
        var holds = false;
        Change(() =>
        {
            holds = welcomes == _session.Welcomes;
            if (!holds) return;
            var me = _session.Me!;
            var e = new Event(sent.Seq, sent.Ordinal, sent.At, me.Id, me.Name, item.ClientId, new TextMessage(item.Text));
            var added = Timeline.Apply([e]);
            if (added.Count > 0) Took(added.ToArray());
            Head = Math.Max(Head, sent.Seq);
            _outbox.Stored(item, sent.Seq, Timeline.LastSeq);
        });
        _follower.Follow(Follower.GapWait);
        return holds;
    }

    /// <summary>Takes how far a transfer has come; what is known already to be further stays.</summary>
    /// <param name="progress">The progress.</param>
    public void TakeProgress(TransferProgress progress)
    {
        var at = _session.Time.GetElapsedTime(0).TotalSeconds;
        Change(() => Found(progress.FileId).Advance(progress, at));
    }

    /// <summary>Whether a message's event stands in the timeline.</summary>
    internal bool Has(Guid clientId) => Timeline.Events.Any(e => e.ClientId == clientId);

    /// <summary>The outbox changed.</summary>
    internal void OutboxMoved() => _session.Raise(Changed);

    /// <summary>The server's log is another one: nothing of what was here holds.</summary>
    /// <returns>Whether the newest page had been asked for, and has to be loaded again.</returns>
    private bool Restart(long head)
    {
        var loads = _loading is not null;
        _loading = null;
        _transfers.Clear();
        _unread.Restart();
        Timeline.Restart(head);
        return loads;
    }

    /// <summary>Derives what follows from events that were just added to the timeline, at either end.</summary>
    private void Took(Event[] added)
    {
        _unread.Note(added, _session.MyId);
        StoppedTyping(added);
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
