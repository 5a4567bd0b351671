using System.Globalization;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Messages;

/// <summary>
/// Makes the rows of a conversation: days separated, messages of one person within five minutes grouped,
/// a line where the unread ones begin. What did not change is the same object as before.
/// </summary>
internal sealed class RowBuilder(Wording wording, long me, Func<long, int> toneOf)
{
    private const long GroupMs = 5 * 60 * 1000;
    private const int BlockEvents = 32;
    private static readonly UnreadRow UnreadLine = new();

    /// <summary>Rows that began a group once go on doing so, so that nothing moves when older ones are put before them.</summary>
    private readonly HashSet<long> _keptHeads = [];

    private readonly Dictionary<DateOnly, DayRow> _days = [];
    private Dictionary<long, MessageRowData> _before = [];
    private Dictionary<long, MessageRowData> _now = [];
    private List<RowBlock> _blocks = [];
    private MessageRowData? _last;
    private DateOnly _day;

    /// <param name="events">The events of the log.</param>
    /// <param name="waiting">What waits to be sent.</param>
    /// <param name="from">The seq of the first event to show.</param>
    /// <param name="unreadAfter">The seq after which the unread begin, or null for no line.</param>
    public List<RowBlock> Build(IReadOnlyList<Event> events, IReadOnlyList<OutboxItem> waiting, long from, long? unreadAfter)
    {
        (_before, _now, _blocks, _last, _day) = (_now, [], [], null, default);
        var index = events.Count == 0 ? 0 : (int)Math.Max(0, from - events[0].Seq);
        for (; index < events.Count; index++)
        {
            var e = events[index];
            if (!e.Body.IsMessage) continue;
            var rows = Block(e.Seq / BlockEvents);
            if (unreadAfter is { } mark && e.Seq > mark && e.By != me)
            {
                unreadAfter = null;
                rows.Add(UnreadLine);
                _last = null;
            }
            Add(rows, e, Made(e));
        }
        foreach (var item in waiting)
        {
            var on = wording.Day(item.CreatedAt);
            var heads = Heads(me, item.CreatedAt, on);
            Put(Block(RowBlock.Waiting), new MessageRowData(item.ClientId.ToString(), null, item, true, heads, on));
        }
        return _blocks;
    }

    private List<TimelineRow> Block(long number)
    {
        if (_blocks.Count == 0 || _blocks[^1].Number != number) _blocks.Add(new RowBlock(number, []));
        return _blocks[^1].Rows;
    }

    private MessageRowData Made(Event e)
    {
        if (_before.TryGetValue(e.Seq, out var row) && ReferenceEquals(row.Event, e)) return row;
        var mine = e.By == me;
        var key = mine && e.ClientId is { } id ? id.ToString() : e.Seq.ToString(CultureInfo.InvariantCulture);
        return new MessageRowData(key, e, null, mine, false, wording.Day(e.At));
    }

    private void Add(List<TimelineRow> rows, Event e, MessageRowData row)
    {
        var heads = Heads(e.By, e.At, row.Day) || _keptHeads.Contains(e.Seq);
        if (_now.Count == 0) _keptHeads.Add(e.Seq);
        var tone = row.Mine ? 0 : toneOf(e.By);
        if (row.Heads != heads || row.Tone != tone) row = row with { Heads = heads, Tone = tone };
        _now[e.Seq] = row;
        Put(rows, row);
    }

    private bool Heads(long by, long at, DateOnly on) =>
        _last is not { } last || last.Day != on || (last.Event?.By ?? me) != by || at - last.At > GroupMs;

    private void Put(List<TimelineRow> rows, MessageRowData row)
    {
        if (row.Day != _day)
        {
            if (!_days.TryGetValue(row.Day, out var day)) _days[row.Day] = day = new DayRow(row.Day);
            rows.Add(day);
        }
        _day = row.Day;
        _last = row;
        rows.Add(row);
    }
}
