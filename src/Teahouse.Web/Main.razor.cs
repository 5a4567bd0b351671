using Microsoft.AspNetCore.Components;
using Teahouse.Web.Browser;
using Teahouse.Web.Files;
using Teahouse.Web.Notices;

namespace Teahouse.Web;

/// <summary>The signed-in page: the conversation on the left, rooms and people on the right.</summary>
public sealed partial class Main
{
    private Dialogs _open;

    [Inject] private FileDesk Desk { get; set; } = null!;

    [Inject] private Alerts Alerts { get; set; } = null!;

    private enum Dialogs
    {
        None,
        Jump,
        Shortcuts,
        Preferences,
        Password,
        Logout,
    }

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Desk.Begin();
        Alerts.Begin();
        House.Changed += Refresh;
        WindowJs.OnKey(OnKey);
        BeforeRefresh();
    }

    protected override void BeforeRefresh() => WindowJs.SetTitle(Texts["app.name"], (int)Math.Min(House.Client?.Unread ?? 0, 100_000));

    protected override void OnDispose() => House.Changed -= Refresh;

    private void OnKey(string name)
    {
        // A question that waits for its answer is not covered by another dialog.
        if (Desk.Offers.Count > 0 || Desk.Preview is not null) return;
        Show(name == "jump" ? Dialogs.Jump : Dialogs.Shortcuts);
        StateHasChanged();
    }

    private static void EndQuiet() => AlertsJs.SetOn("quiet", false);

    private void Show(Dialogs dialog)
    {
        if (_open == Dialogs.None) _open = dialog;
    }

    private void Hide() => _open = Dialogs.None;
}
