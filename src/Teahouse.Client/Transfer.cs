using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// A file transfer as this side sees it, folded from the events of the timeline and the progress that the server tells.
/// The events may come in any order; the one with the highest seq decides the state.
/// </summary>
public sealed class Transfer
{
    private Speed _speed = new();
    private long _stateSeq;
    private long _pauseSeq;
    private long? _pausedBy;
    private bool _lies;
    private long _me;

    internal Transfer(Guid fileId) => FileId = fileId;

    /// <summary>Its id.</summary>
    public Guid FileId { get; }

    /// <summary>The file's name; empty until the offer itself was loaded.</summary>
    public string Name { get; private set; } = "";

    /// <summary>The file's size in bytes.</summary>
    public long Size { get; private set; }

    /// <summary>The same for all files that were offered together; null for a single one.</summary>
    public Guid? GroupId { get; private set; }

    /// <summary>How large its thumbnail is; null when it has none, or until the offer itself was loaded.</summary>
    public ThumbnailSize? Thumbnail { get; private set; }

    /// <summary>Whether this user sends it; else this user receives it.</summary>
    public bool Mine { get; private set; }

    /// <summary>Whether the offer itself was loaded, so that there is something to show.</summary>
    public bool Known { get; private set; }

    /// <summary>Where it stands.</summary>
    public FileState State { get; private set; }

    /// <summary>Whether its sender leaves the bytes with the server before the answer, so that it arrives without them.</summary>
    public bool IsLeft { get; private set; }

    /// <summary>Whether the server has all of it, while it waits for the receiver's answer.</summary>
    public bool LiesAtServer => _lies && State == FileState.Offered;

    /// <summary>Whether the sender may send its bytes now.</summary>
    public bool TakesBytes => State == FileState.Accepted || (State == FileState.Offered && IsLeft && !_lies);

    /// <summary>Whether its bytes move on this side, unless it is paused.</summary>
    public bool IsRunning => State is FileState.Accepted or FileState.Stored || (Mine && TakesBytes);

    /// <summary>Whether this user ended it, when it was declined or cancelled.</summary>
    public bool EndedByMe { get; private set; }

    /// <summary>Whether one side paused it, and nothing moves.</summary>
    public bool IsPaused => _pausedBy is not null && IsRunning;

    /// <summary>Whether it was this user who paused it.</summary>
    public bool PausedByMe => IsPaused && _pausedBy == _me;

    /// <summary>Why it failed, when it did.</summary>
    public ErrorCode? Reason { get; private set; }

    /// <summary>The digest that the server checked the bytes against, once it has all of them; see <see cref="FinishFile"/>.</summary>
    public string? Digest { get; private set; }

    /// <summary>Bytes that the server has from the sender.</summary>
    public long Received { get; private set; }

    /// <summary>Bytes that the server has handed to the receiver.</summary>
    public long Handed { get; private set; }

    /// <summary>What this side's bar shows: the sender's bytes at the server, the receiver's bytes handed over.</summary>
    public long Moved => Mine ? Received : Handed;

    /// <summary>Bytes a second over the last few seconds; null while nothing is known or nothing moves.</summary>
    public double? BytesPerSecond => IsRunning && Moved < Size && !IsPaused ? _speed.BytesPerSecond : null;

    /// <summary>The time left at that speed.</summary>
    public TimeSpan? Left =>
        BytesPerSecond is > 0 and var s && (Size - Moved) / s is < 1e9 and var left ? TimeSpan.FromSeconds(left) : null;

    /// <summary>Whether nothing will happen to it any more.</summary>
    public bool IsOver => State is FileState.Done or FileState.Declined or FileState.Cancelled or FileState.Failed;

    /// <summary>Takes our own offer before its event is here.</summary>
    internal void Offer(string name, long size, bool leave)
    {
        if (Known) return;
        (Name, Size, IsLeft, Mine, Known) = (name, size, leave, true, true);
    }

    /// <summary>
    /// A new connection: an offer whose event is not here may be gone from the server's log. It shows again with its event.
    /// </summary>
    internal void Doubt()
    {
        if (_stateSeq == 0) Known = false;
    }

    /// <summary>Takes an event of this transfer.</summary>
    internal void Fold(Event e, long me)
    {
        if (e.Body is FileOffered offer)
        {
            (Name, Size, GroupId, Thumbnail) = (offer.FileName, offer.Size, offer.GroupId, offer.Thumbnail);
            (IsLeft, Mine, Known) = (offer.Left, e.By == me, true);
            if (_lies) Received = Size;
        }
        if (e.Body is FileStored stored) Digest = stored.Digest;
        if (e.Body is FilePaused or FileResumed)
        {
            FoldPause(e, me);
            return;
        }
        if (e.Body is FileLeft)
        {
            (_lies, Received) = (true, Size);
            return;
        }
        if (e.Seq <= _stateSeq) return;
        _stateSeq = e.Seq;
        State = e.Body switch
        {
            FileAccepted => FileState.Accepted,
            FileStored => FileState.Stored,
            FileDone => FileState.Done,
            FileDeclined => FileState.Declined,
            FileCancelled => FileState.Cancelled,
            FileFailed => FileState.Failed,
            _ => State,
        };
        Reason = (e.Body as FileFailed)?.Reason;
        EndedByMe = State is FileState.Declined or FileState.Cancelled && e.By == me;
        if (State is FileState.Stored or FileState.Done) Received = Size;
        if (State == FileState.Done) Handed = Size;
    }

    private void FoldPause(Event e, long me)
    {
        if (e.Seq <= _pauseSeq) return;
        (_pauseSeq, _me, _pausedBy) = (e.Seq, me, e.Body is FilePaused ? e.By : null);
        // The time in which nothing moved is no part of the speed.
        _speed = new Speed();
    }

    /// <summary>Takes a progress; one that comes late changes nothing.</summary>
    /// <param name="progress">The progress.</param>
    /// <param name="at">Seconds on a clock that never goes back.</param>
    internal void Advance(TransferProgress progress, double at)
    {
        Received = Math.Max(Received, progress.Received);
        Handed = Math.Max(Handed, progress.Handed);
        _speed.Note(Moved, at);
    }
}
