using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Controls;
using Teahouse.Web.Notices;

namespace Teahouse.Web.Users;

/// <summary>Changes the password; the rules are the server's.</summary>
public sealed partial class PasswordDialog
{
    private Modal? _modal;
    private string _current = "";
    private string _next = "";
    private string _again = "";
    private bool _busy;
    private Func<string>? _message;

    [Inject] private NoticeBoard Board { get; set; } = null!;

    [Parameter] public EventCallback Closed { get; set; }

    private async Task ChangeAsync()
    {
        if (_busy) return;
        _message = _next != _again ? () => Texts["password.different"] : null;
        if (_message is not null) return;
        _busy = true;
        try
        {
            await House.Accounts!.ChangePasswordAsync(_current, _next);
            _modal?.Close();
            Board.Post(NoticeKind.Good, () => Texts["password.changed"]);
        }
        catch (ChatException e)
        {
            _message = () => e.Code == ErrorCode.WrongCredentials ? Texts["password.wrong"] : Texts.Refusal(e.Refusal);
        }
        catch (LinkException)
        {
            _message = () => Texts["error.unreachable"];
        }
        _busy = false;
    }
}
