using Microsoft.AspNetCore.Components;
using Teahouse.Web.Controls;

namespace Teahouse.Web.Files;

/// <summary>Asks whether an offered file is wanted, one offer after the other.</summary>
public sealed partial class OfferDialog
{
    private Modal? _modal;
    private Offer? _asked;

    [Inject] private FileDesk Desk { get; set; } = null!;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Desk.Changed += Refresh;
        BeforeRefresh();
    }

    protected override void BeforeRefresh()
    {
        if (_asked is null || !Desk.Offers.Contains(_asked)) _asked = Desk.Offers.FirstOrDefault();
    }

    protected override void OnDispose() => Desk.Changed -= Refresh;

    private Task AcceptAsync() => Answer(offer => Desk.AcceptAsync(offer.Room, offer.Transfer));

    private Task DeclineAsync() => Answer(offer => Desk.DeclineAsync(offer.Room, offer.Transfer));

    // Accepting closes the question on the way, so that a slow network is not a dialog that hangs.
    private async Task Answer(Func<Offer, Task> answer)
    {
        if (_asked is not { } offer) return;
        _modal?.Close();
        await answer(offer);
    }
}
