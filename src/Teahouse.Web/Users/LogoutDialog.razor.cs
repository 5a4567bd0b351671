using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Web.Browser;
using Teahouse.Web.Controls;

namespace Teahouse.Web.Users;

/// <summary>Asks before logging out, and says what is still on its way.</summary>
public sealed partial class LogoutDialog
{
    private Modal? _modal;
    private int _waiting;
    private bool _moving;
    private string _message = "";

    [Parameter] public EventCallback Closed { get; set; }

    protected override void OnInitialized()
    {
        base.OnInitialized();
        var rooms = House.Client?.Rooms ?? [];
        _waiting = rooms.Sum(r => r.Waiting.Count(i => i.State != OutboxState.Sent));
        _moving = rooms.SelectMany(r => r.Transfers).Any(t => t.IsRunning);
    }

    private async Task LogoutAsync()
    {
        if (!await ShellJs.LogoutAsync()) _message = Texts["error.unreachable"];
    }
}
