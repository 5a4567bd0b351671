using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;

namespace Teahouse.Web.Messages;

/// <summary>One conversation's messages: what is shown of them, and where the reader stands.</summary>
public sealed partial class Timeline
{
    private const int BlocksAtFirst = 3;
    private readonly string _id = $"timeline-{Guid.NewGuid():N}";
    private readonly RowIndex _index = new();
    private RowBuilder _builder = null!;
    private UnreadPlace _unread = null!;
    private List<RowBlock> _blocks = [];
    private (int First, int Last) _all = (0, -1);
    private (int From, int To) _window = (0, -1);
    private int? _line;
    private long? _unreadAfter;
    private bool _attached;
    private bool _placed;
    private bool _atEnd = true;
    private bool _seenAll = true;
    private long _drawn;
    private int _counted;
    private int _newCount;
    private int _generation;
    private int _tones;
    private bool _loadingOlder;
    private bool _failed;

    [Parameter, EditorRequired] public required Room Room { get; set; }

    protected override bool IsSettled => true;

    /// <summary>
    /// So many new messages wait below the view: what has come since one left the end, and what was there and was never in sight. While
    /// nobody looks nothing counts as seen, also at the end.
    /// </summary>
    private long NewBelow => Math.Max(_atEnd ? 0 : _newCount, _seenAll || !TimelineJs.Active() ? 0 : Room.Unread);

    /// <summary>The seq of the last row; 0 when there is none.</summary>
    private long LastSeq => _index.End > _index.First ? _index.SeqOf(_index.End - 1) : 0;

    private bool HasMore => Room.Timeline is { HasOlder: true, Loaded: true };

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
        _unread = new UnreadPlace(_index, House.Me.Id);
        if (Room.Unread > 0) _unreadAfter = Room.ReadSeq;
        _heardSeq = Room.Timeline.LastSeq;
        _generation = Room.Timeline.Generation;
        Room.Changed += Refresh;
        House.Changed += Recolour;
        BeforeRefresh();
        _ = LoadAsync();
    }

    protected override void BeforeRefresh()
    {
        var (events, waiting) = Room.Look();
        var anew = Room.Timeline.Generation != _generation;
        if (anew)
        {
            (_generation, _placed, _seenAll) = (Room.Timeline.Generation, false, true);
            _index.Clear();
            _unread = new UnreadPlace(_index, House.Me!.Id);
        }
        _index.Follow(events);
        _drawn = LastSeq;
        if (anew) _counted = _index.End;
        // What arrives while nobody looks begins after the mark, also in the open conversation.
        if (_placed && Room.Unread > 0 && (_unreadAfter ?? 0) < Room.ReadSeq && !TimelineJs.Active()) _unreadAfter = Room.ReadSeq;
        _line = _unread.Find(_unreadAfter, Room.Timeline.FirstSeq);
        CountNew();
        Frame(waiting.Count, anew);
        _blocks = _builder.Build(_index, waiting, _window.From, _window.To, _line);
        if (_placed) Hear(events);
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender)
        {
            TimelineJs.Attach(_id, OnEnd, OnSeen, () => _ = OnOlderAsync(), OnWindow);
            _attached = true;
            if (_blocks.Count > 0) RefreshNow();
        }
        if (_placed || !Room.Timeline.Loaded) return;
        _placed = true;
        _heardSeq = Room.Timeline.LastSeq;
        TimelineJs.Show(_id, _line is null ? "" : UnreadRow.RowKey, RowBlock.Of(_line ?? 0));
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

    private void CountNew()
    {
        if (_atEnd) (_newCount, _counted) = (0, _index.End);
        for (; _counted < _index.End; _counted++)
        {
            if (IsOthers(_index[_counted])) _newCount++;
        }
    }

    /// <summary>Which of the blocks are drawn: the scroller knows what is in sight.</summary>
    private void Frame(int waiting, bool anew)
    {
        var first = RowBlock.Of(_index.First);
        var last = RowBlock.Of(_index.End - 1) + (waiting + RowBlock.Size - 1) / RowBlock.Size;
        if (!_attached)
        {
            _window = (Math.Max(first, last - BlocksAtFirst + 1), last);
        }
        else if (anew || _all != (first, last))
        {
            _all = (first, last);
            var wanted = TimelineJs.Range(_id, first, last, anew);
            _window = (wanted[0], wanted[1]);
        }
    }

    private bool IsOthers(Event e) => e.Body.IsMessage && e.By != House.Me!.Id;

    private void OnEnd(bool end)
    {
        _atEnd = end;
        Refresh();
    }

    private void OnSeen(double seq)
    {
        if (House.OtherUser is not null || Room.Timeline.Generation != _generation) return;
        _index.Follow(Room.Timeline.Events);
        // Below the last row stands only what does not show: it is read with it.
        var last = LastSeq;
        Room.MarkRead((long)seq >= last ? Room.Timeline.LastSeq : (long)seq);
        // What has come and is not drawn yet was not passed over.
        if (_seenAll == (_seenAll = (long)seq >= Math.Min(last, _drawn))) return;
        Refresh();
    }

    private void OnWindow(int from, int to)
    {
        _window = (from, to);
        RefreshNow();
    }

    private async Task OnOlderAsync()
    {
        if (!_placed || _loadingOlder) return;
        _loadingOlder = true;
        try
        {
            // A page may hold nothing that shows.
            for (var first = _index.First; _index.First == first && await Room.LoadOlderAsync();) RefreshNow();
        }
        catch (ChatException)
        {
            // The next scrolling asks again.
        }
        finally
        {
            _loadingOlder = false;
        }
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
