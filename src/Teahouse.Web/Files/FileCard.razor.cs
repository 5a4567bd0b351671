using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;

namespace Teahouse.Web.Files;

/// <summary>A file transfer in the conversation: what it is, how far it has come, and what can be done.</summary>
public sealed partial class FileCard
{
    /// <summary>After so long without a byte, a transfer that nobody seems to work on may be taken up again by hand.</summary>
    private static readonly TimeSpan Stall = TimeSpan.FromSeconds(8);

    private Transfer? _transfer;
    private long _movedBefore = -1;
    private long _movedAt;
    private long? _advancedAt;
    private bool _ticking;

    [Inject] private FileDesk Desk { get; set; } = null!;

    [Parameter, EditorRequired] public required Room Room { get; set; }

    /// <summary>The event of the offer.</summary>
    [Parameter, EditorRequired] public required Event Offer { get; set; }

    private double Portion => _transfer is { Size: > 0 } t ? (double)t.Moved / t.Size : 0;

    private bool Stalled => _movedBefore >= 0 && Time.GetElapsedTime(_movedAt) > Stall;

    /// <summary>Whether bytes were seen to move; what the server had before this window looked was not moved now.</summary>
    private bool Advances => _advancedAt is { } at && Time.GetElapsedTime(at) <= Stall;

    private bool Moves => _transfer is { IsRunning: true };

    private bool CanSave => _transfer is { Mine: false } t
        && (t.State == FileState.Stored || (t.State == FileState.Accepted && t.Received > 0))
        && (!Desk.Takes(t) || Stalled) && t.Handed < t.Size && !t.IsPaused;

    private bool NeedsFile => _transfer is { Mine: true, TakesBytes: true, IsPaused: false } t
        && (Desk.UploadOf(t.FileId)?.State is UploadState.Unreadable or UploadState.Other
            || (!FilesJs.Has(t.FileId.ToString()) && !Advances));

    private bool CanCancel => _transfer is { IsOver: false } t && !(t is { Mine: false, State: FileState.Offered });

    private bool CanPause => Moves && !_transfer!.IsPaused && !CanSave && !NeedsFile;

    /// <summary>Nothing moves, and nobody paused it.</summary>
    private bool IsStuck => (Stalled && _transfer!.State != FileState.Offered) || CanSave || NeedsFile;

    /// <summary>Nothing moves, or nothing that anybody waits for here.</summary>
    private bool IsStill => IsStuck || _transfer is { IsPaused: true };

    private string Tone => _transfer!.State switch
    {
        FileState.Done => "good",
        FileState.Failed => "bad",
        _ => "",
    };

    private string Status => _transfer!.State switch
    {
        _ when _transfer.PausedByMe => Texts["file.pausedByMe"],
        _ when _transfer.IsPaused => Texts.With("file.pausedByPeer", ("name", House.NameOf(Room))),
        _ when CanSave && Stalled && Desk.Takes(_transfer) => Texts["file.brokenHere"],
        _ when CanSave && !Desk.Takes(_transfer) => Texts["file.notHere"],
        FileState.Offered when _transfer.LiesAtServer => Lies,
        FileState.Offered when _transfer is { IsLeft: true, Mine: false } => Texts["file.leavingTheirs"],
        _ when _transfer is { Mine: true, TakesBytes: true } => UploadStatus,
        FileState.Offered => Texts[_transfer.Mine ? "file.waiting" : "file.offered"],
        FileState.Accepted => Texts[Desk.Takes(_transfer) && _transfer.Handed > 0 ? "file.downloading" : "file.starting"],
        FileState.Stored => Texts[_transfer.Mine ? "file.stored" : "file.storedHere"],
        FileState.Done => Texts[_transfer.Mine ? "file.doneMine" : "file.doneTheirs"],
        FileState.Declined => Texts[_transfer.Mine ? "file.declinedMine" : "file.declinedTheirs"],
        FileState.Cancelled => Texts[_transfer.EndedByMe ? "file.cancelledByMe" : "file.cancelledByPeer"],
        _ when _transfer.Reason == ErrorCode.FileChanged => Texts[_transfer.Mine ? "file.changedMine" : "file.changedTheirs"],
        _ when _transfer is { Mine: true, Reason: ErrorCode.FileWrongDigest } => Texts["file.damagedMine"],
        _ when _transfer.Reason is { } reason => Texts.With("file.failedReason", ("reason", Texts.Refusal(reason))),
        _ => Texts["file.failed"],
    };

    private string Lies => _transfer!.Mine ? Texts.With("file.liesMine", ("name", House.NameOf(Room))) : Texts["file.liesTheirs"];

    private string NameHere => FilesJs.ChosenName(_transfer!.FileId.ToString()) is { Length: > 0 } name ? name : _transfer.Name;

    private string UploadStatus => Desk.UploadOf(_transfer!.FileId) switch
    {
        { State: UploadState.Queued } => Texts["file.queued"],
        { State: UploadState.Broken } => Texts["file.paused"],
        { State: UploadState.Unreadable } => Texts["file.unreadable"],
        { State: UploadState.Other } => Texts["file.otherBytes"],
        { State: UploadState.Refused, Reason: { } reason } => Texts.With("file.failedReason", ("reason", Texts.Refusal(reason))),
        null when NeedsFile => Texts.With("file.chooseAgainHint", ("name", NameHere), ("size", Wording.Size(_transfer.Size))),
        _ => Texts[_transfer.State == FileState.Offered ? "file.leaving" : "file.uploading"],
    };

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Room.Changed += Refresh;
        Desk.Changed += Refresh;
        BeforeRefresh();
    }

    protected override void BeforeRefresh()
    {
        _transfer = Room.FindTransfer(((FileOffered)Offer.Body).FileId);
        if (_transfer is null) return;
        if (_movedBefore > 0 && _transfer.Moved > _movedBefore) _advancedAt = Time.GetTimestamp();
        if (_transfer.Moved != _movedBefore || _transfer.IsPaused) (_movedBefore, _movedAt) = (_transfer.Moved, Time.GetTimestamp());
        if (Moves && !_ticking) _ = TickAsync();
    }

    protected override void OnDispose()
    {
        Room.Changed -= Refresh;
        Desk.Changed -= Refresh;
    }

    // One button, so that who works by keyboard stays on it.
    private Task PauseOrResume() => _transfer!.IsPaused ? Desk.ResumeAsync(Room, _transfer) : Desk.PauseAsync(Room, _transfer);

    // Speed and time left grow old by themselves.
    private async Task TickAsync()
    {
        _ticking = true;
        while (Moves && !Disposed)
        {
            await Task.Delay(TimeSpan.FromSeconds(1), Time);
            Refresh();
        }
        _ticking = false;
    }
}
