using Microsoft.AspNetCore.Components;
using Teahouse.Client;

namespace Teahouse.Web.Conversations;

/// <summary>The open conversation: who it is with, its messages, and the message box.</summary>
public sealed partial class Talk
{
    private Messages.Timeline? _timeline;
    private long _unreadElsewhere;

    [Parameter, EditorRequired] public required Room Room { get; set; }

    private string Subtitle => Room.Peer switch
    {
        null => Texts["room.publicNote"],
        { Online: true } => Texts["people.isOnline"],
        { LastSeenAt: { } at } => Texts.With("people.lastSeen", ("time", Wording.Moment(at))),
        _ => Texts["people.isOffline"],
    };

    private string BackText => _unreadElsewhere > 0
        ? $"{Texts["room.back"]} · {Texts.With("people.unread", ("n", UnreadText))}"
        : Texts["room.back"];

    private string UnreadText => _unreadElsewhere > 99 ? "99+" : $"{_unreadElsewhere}";

    protected override void OnInitialized()
    {
        base.OnInitialized();
        House.Changed += Refresh;
        BeforeRefresh();
    }

    protected override void BeforeRefresh() => _unreadElsewhere = (House.Client?.Unread ?? 0) - Room.Unread;

    protected override void OnDispose() => House.Changed -= Refresh;
}
