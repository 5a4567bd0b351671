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
    private bool _visible;
    private bool _busy;
    private Func<string>? _message;
    private Field? _wrong;

    [Inject] private NoticeBoard Board { get; set; } = null!;

    [Parameter] public EventCallback Closed { get; set; }

    private string Kind => _visible ? "text" : "password";

    private async Task ChangeAsync()
    {
        if (_busy) return;
        (_message, _wrong) = (null, null);
        if (_next != _again)
        {
            Refuse(Field.Again, () => Texts["password.different"]);
            return;
        }
        _busy = true;
        try
        {
            await House.Accounts!.ChangePasswordAsync(_current, _next);
            _modal?.Close();
            Board.Post(NoticeKind.Good, () => Texts["password.changed"]);
        }
        catch (ChatException e) when (e.Code == ErrorCode.WrongCredentials)
        {
            Refuse(Field.Current, () => Texts["password.wrong"]);
        }
        catch (ChatException e)
        {
            var isRule = e.Code is ErrorCode.PasswordTooShort or ErrorCode.PasswordTooLong or ErrorCode.PasswordTooCommon;
            Refuse(isRule ? Field.Next : null, () => Texts.Refusal(e.Refusal));
        }
        catch (LinkException)
        {
            Refuse(null, () => Texts["error.unreachable"]);
        }
        _busy = false;
    }

    private void Refuse(Field? wrong, Func<string> message) => (_wrong, _message) = (wrong, message);

    private string? IsWrong(Field field) => _wrong == field ? "true" : null;

    private enum Field
    {
        Current,
        Next,
        Again,
    }
}
