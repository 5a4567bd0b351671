using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Controls;

namespace Teahouse.Web.Users;

/// <summary>Where this account is logged in; each login but this one can be ended from here.</summary>
public sealed partial class SessionsDialog
{
    private Modal? _modal;
    private OwnSession[]? _sessions;
    private string? _message;
    private bool _busy;

    [Parameter] public EventCallback Closed { get; set; }

    protected override async Task OnInitializedAsync() => await TryAsync(() => Task.CompletedTask);

    private Task EndAsync(OwnSession session) => TryAsync(() => House.Accounts!.EndSessionAsync(session.Id));

    private Task EndOthersAsync() => TryAsync(House.Accounts!.EndOtherSessionsAsync);

    /// <summary>Does something to the sessions, and shows what there is then.</summary>
    private async Task TryAsync(Func<Task> change)
    {
        if (_busy) return;
        (_busy, _message) = (true, null);
        try
        {
            await change();
        }
        catch (ChatException e) when (e.Code == ErrorCode.NotFound)
        {
            // It has ended in the meantime, as was wanted.
        }
        catch (Exception e) when (e is ChatException or LinkException)
        {
            _message = Say(e);
        }
        try
        {
            _sessions = await House.Accounts!.SessionsAsync();
        }
        catch (Exception e) when (e is ChatException or LinkException)
        {
            _message = Say(e);
        }
        _busy = false;
    }

    private string Say(Exception e) => e is ChatException refused ? Texts.Refusal(refused.Refusal) : Texts["error.unreachable"];

    private string NameOf(OwnSession session)
    {
        var (program, system) = AgentName.Of(session.Agent);
        return program is null ? Texts["sessions.unknown"] : system is null ? program : $"{program} · {system}";
    }

    private string WhenAndWhere(OwnSession session)
    {
        var when = session.Online ? Texts["sessions.now"] : Texts.With("sessions.used", ("time", Wording.Moment(session.UsedAt)));
        var since = Texts.With("sessions.since", ("time", Wording.Moment(session.CreatedAt)));
        return session.Address is { } address ? $"{when} · {address} · {since}" : $"{when} · {since}";
    }
}
