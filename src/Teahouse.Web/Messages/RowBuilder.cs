using System.Globalization;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Messages;

/// <summary>
/// Makes the rows of a conversation: days separated, messages of one person within five minutes grouped,
/// a line where the unread ones begin.
/// </summary>
internal sealed class RowBuilder(Wording wording, long me)
{
    private const long GroupMs = 5 * 60 * 1000;

    /// <summary>Rows that began a group once go on doing so, so that nothing moves when older ones are put before them.</summary>
    private readonly HashSet<long> _keptHeads = [];

    private readonly List<TimelineRow> _rows = [];
    private DateOnly _day;
    private long _groupBy;
    private long _groupAt;

    /// <param name="events">The events of the log.</param>
    /// <param name="waiting">What waits to be sent.</param>
    /// <param name="from">The seq of the first event to show.</param>
    /// <param name="unreadAfter">The seq after which the unread begin, or null for no line.</param>
    public List<TimelineRow> Build(IReadOnlyList<Event> events, IReadOnlyList<OutboxItem> waiting, long from, long? unreadAfter)
    {
        _rows.Clear();
        (_day, _groupBy, _groupAt) = (default, 0, 0);
        var index = events.Count == 0 ? 0 : (int)Math.Max(0, from - events[0].Seq);
        for (; index < events.Count; index++)
        {
            var e = events[index];
            if (!e.Body.IsMessage) continue;
            if (unreadAfter is { } mark && e.Seq > mark && e.By != me)
            {
                unreadAfter = null;
                _rows.Add(new UnreadRow());
                _groupBy = 0;
            }
            Add(e, null, e.By == me && e.ClientId is { } id ? id.ToString() : e.Seq.ToString(CultureInfo.InvariantCulture));
        }
        foreach (var item in waiting) Add(null, item, item.ClientId.ToString());
        return [.. _rows];
    }

    private void Add(Event? e, OutboxItem? item, string key)
    {
        var at = e?.At ?? item!.CreatedAt;
        var by = e?.By ?? me;
        var on = wording.Day(at);
        if (on != _day)
        {
            _rows.Add(new DayRow(_day = on));
            _groupBy = 0;
        }
        var heads = _groupBy != by || at - _groupAt > GroupMs || (e is not null && _keptHeads.Contains(e.Seq));
        if (e is not null && _rows.Count <= 2 && heads) _keptHeads.Add(e.Seq);
        (_groupBy, _groupAt) = (by, at);
        _rows.Add(new MessageRowData(key, e, item, by == me, heads));
    }
}
