using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;

namespace Teahouse.Web.Messages;

/// <summary>One conversation's messages: what is shown of them, and where the reader stands.</summary>
public sealed partial class Timeline
{
    private const int MostAtEnd = 300;
    private const int KeptAtEnd = 150;
    private const int Step = 100;
    private readonly string _id = $"timeline-{Guid.NewGuid():N}";
    private RowBuilder _builder = null!;
    private List<RowBlock> _blocks = [];
    private long _from = 1;
    private long? _unreadAfter;
    private bool _placed;
    private bool _atEnd = true;
    private long _endSeq;
    private int _newCount;
    private int _generation;
    private int _tones;
    private bool _failed;

    [Parameter, EditorRequired] public required Room Room { get; set; }

    private bool HasMore => Room.Timeline.HasOlder && Room.Timeline.Loaded || _from > Room.Timeline.FirstSeq;

    private string EmptyText => Room.Kind == ConversationKind.Public
        ? Texts["room.empty.public"]
        : Texts.With("room.empty.private", ("name", House.NameOf(Room)));

    /// <summary>Shows the newest message and stays with it, as after sending.</summary>
    public void ToEnd()
    {
        TimelineJs.ToEnd(_id);
        _unreadAfter = null;
        RefreshPending();
    }

    /// <summary>Moves the keyboard's focus into the list.</summary>
    public void FocusLast() => TimelineJs.FocusLast(_id);

    protected override void OnInitialized()
    {
        base.OnInitialized();
        _builder = new RowBuilder(Wording, House.Me!.Id, id => House.Client?.FindPerson(id)?.Tone ?? 0);
        if (Room.Unread > 0) _unreadAfter = Room.ReadSeq;
        _heardSeq = Room.Timeline.LastSeq;
        Room.Changed += Refresh;
        House.Changed += Recolour;
        BeforeRefresh();
        _ = LoadAsync();
    }

    protected override void BeforeRefresh()
    {
        var (events, waiting) = Room.Look();
        var timeline = Room.Timeline;
        if (timeline.Generation != _generation)
        {
            (_generation, _from, _placed) = (timeline.Generation, 1, false);
        }
        if (_atEnd && timeline.LastSeq - Math.Max(_from, timeline.FirstSeq) > MostAtEnd) _from = timeline.LastSeq - KeptAtEnd;
        // What arrives while nobody looks begins after the mark, also in the open conversation.
        if (_placed && Room.Unread > 0 && (_unreadAfter ?? 0) < Room.ReadSeq && !TimelineJs.Active()) _unreadAfter = Room.ReadSeq;
        _newCount = _atEnd ? 0 : events.Skip((int)Math.Clamp(_endSeq - timeline.FirstSeq + 1, 0, events.Count)).Count(IsOthers);
        // The line stands at the first unread message, or, when that is not loaded, nowhere.
        var line = _unreadAfter + 1 >= Math.Max(_from, timeline.FirstSeq) ? _unreadAfter : null;
        _blocks = _builder.Build(events, waiting, _from, line);
        if (_placed) Hear(events);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) TimelineJs.Attach(_id, OnEnd, OnSeen, () => _ = OnOlderAsync());
        if (_placed || !Room.Timeline.Loaded) return;
        _placed = true;
        _heardSeq = Room.Timeline.LastSeq;
        TimelineJs.Show(_id, _unreadAfter is null ? "" : UnreadRow.RowKey);
    }

    protected override void OnDispose()
    {
        Room.Changed -= Refresh;
        House.Changed -= Recolour;
        TimelineJs.Detach(_id);
        _ = Room.FlushReadAsync();
    }

    private void Recolour()
    {
        if (_tones == (_tones = House.Client?.Tones ?? 0)) return;
        Refresh();
    }

    private bool IsOthers(Event e) => e.Body.IsMessage && e.By != House.Me!.Id;

    private void OnEnd(bool end)
    {
        _atEnd = end;
        _endSeq = Room.Timeline.LastSeq;
        Refresh();
    }

    private void OnSeen(double seq)
    {
        if (House.OtherUser is not null) return;
        // Below the last row that shows stands only what does not show: it is read with it.
        var last = Room.Timeline.Events.LastOrDefault(e => e.Body.IsMessage)?.Seq ?? 0;
        Room.MarkRead((long)seq >= last ? Room.Timeline.LastSeq : (long)seq);
    }

    private async Task OnOlderAsync()
    {
        if (!_placed) return;
        var first = Room.Timeline.FirstSeq;
        if (_from <= first)
        {
            try
            {
                if (!await Room.LoadOlderAsync()) return;
            }
            catch (ChatException)
            {
                return;
            }
            _from = first;
        }
        _from = Math.Max(Room.Timeline.FirstSeq, _from - Step);
        Refresh();
    }

    private async Task LoadAsync()
    {
        _failed = false;
        try
        {
            await Room.LoadAsync();
        }
        catch (ChatException)
        {
            _failed = true;
        }
        Refresh();
    }
}
