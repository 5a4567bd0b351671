using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Web.Controls;

namespace Teahouse.Web.Files;

/// <summary>Asks whether what was offered is wanted: one question for all files that were offered together.</summary>
public sealed partial class OfferDialog
{
    private readonly HashSet<Guid> _unwanted = [];
    private Modal? _modal;
    private Offer[] _asked = [];
    private Guid _subject;

    [Inject] private FileDesk Desk { get; set; } = null!;

    private Transfer[] All => Array.ConvertAll(_asked, offer => offer.Transfer);

    private Transfer[] Wanted => Array.FindAll(All, transfer => !_unwanted.Contains(transfer.FileId));

    private Transfer[] Unwanted => Array.FindAll(All, transfer => _unwanted.Contains(transfer.FileId));

    private string DeclineText => Texts[_asked.Length == 1 ? "file.decline" : "file.declineAll"];

    private string AcceptText => (_asked.Length, Unwanted.Length) switch
    {
        (1, _) => Texts["file.accept"],
        (_, 0) => Texts["file.acceptAll"],
        _ => Texts.With("file.acceptSome", ("n", Wanted.Length), ("all", _asked.Length)),
    };

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Desk.Changed += Refresh;
        BeforeRefresh();
    }

    // The question stays with its subject while others come in; the subject grows when its events come one by one.
    protected override void BeforeRefresh()
    {
        var still = Desk.Offers.Find(offer => SubjectOf(offer) == _subject) ?? (Desk.Offers is [var first, ..] ? first : null);
        var subject = still is null ? Guid.Empty : SubjectOf(still);
        if (subject != _subject) _unwanted.Clear();
        _subject = subject;
        _asked = Desk.Offers.FindAll(offer => SubjectOf(offer) == subject).ToArray();
    }

    protected override void OnDispose() => Desk.Changed -= Refresh;

    private static Guid SubjectOf(Offer offer) => offer.Transfer.GroupId ?? offer.Transfer.FileId;

    private void Toggle(Transfer transfer)
    {
        if (!_unwanted.Remove(transfer.FileId)) _unwanted.Add(transfer.FileId);
    }

    // Answering closes the question on the way, so that a slow network is not a dialog that hangs.
    private async Task AnswerAsync(Transfer[] wanted, Transfer[] unwanted)
    {
        if (_asked is not [var offer, ..]) return;
        _modal?.Close();
        await Desk.AnswerAsync(offer.Room, wanted, unwanted);
    }
}
