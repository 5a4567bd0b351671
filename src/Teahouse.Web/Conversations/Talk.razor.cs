using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Notices;

namespace Teahouse.Web.Conversations;

/// <summary>The open conversation: who it is with, its messages, and the message box.</summary>
public sealed partial class Talk
{
    private Messages.Timeline? _timeline;
    private long _unreadElsewhere;
    private IReadOnlyList<Person> _typing = [];
    private bool _hears;

    [Inject] private Alerts Alerts { get; set; } = null!;

    [Parameter, EditorRequired] public required Room Room { get; set; }

    protected override bool IsSettled => true;

    private string Subtitle => (_typing.Count, Room.Peer) switch
    {
        (1, _) => Texts.With("people.typing", ("name", _typing[0].Name)),
        ( > 1, _) => Texts.With("people.typingMany", ("n", _typing.Count)),
        (_, { } peer) => Wording.StateOf(peer),
        _ => Texts["room.publicNote"],
    };

    private string BackText => _unreadElsewhere > 0
        ? $"{Texts["room.back"]} · {Texts.With("people.unread", ("n", UnreadText))}"
        : Texts["room.back"];

    private string UnreadText => _unreadElsewhere > 99 ? "99+" : $"{_unreadElsewhere}";

    protected override void OnInitialized()
    {
        base.OnInitialized();
        House.Changed += Refresh;
        Room.Changed += Refresh;
        BeforeRefresh();
    }

    protected override void BeforeRefresh()
    {
        _unreadElsewhere = (House.Client?.Unread ?? 0) - Room.Unread;
        _typing = Room.Typing;
        _hears = Alerts.Hears(Room);
    }

    protected override void OnDispose()
    {
        House.Changed -= Refresh;
        Room.Changed -= Refresh;
    }
}
