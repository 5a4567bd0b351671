using System.Globalization;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Messages;

/// <summary>
/// Makes the rows of some blocks of a conversation: days separated, messages of one person within five minutes grouped,
/// a line where the unread ones begin. What did not change is the same object as before.
/// </summary>
internal sealed class RowBuilder(Wording wording, long me, Func<long, int> toneOf)
{
    private const long GroupMs = 5 * 60 * 1000;
    private static readonly UnreadRow UnreadLine = new();

    /// <summary>Rows that began a group once go on doing so, so that nothing moves when older ones are put before them.</summary>
    private readonly HashSet<long> _keptHeads = [];

    private readonly Dictionary<DateOnly, DayRow> _days = [];
    private Dictionary<long, MessageRowData> _before = [];
    private Dictionary<long, MessageRowData> _now = [];
    private List<MessageRowData> _waitedBefore = [];
    private List<MessageRowData> _waited = [];
    private MessageRowData? _last;
    private DateOnly _day;

    /// <param name="index">The rows of the log.</param>
    /// <param name="waiting">What waits to be sent.</param>
    /// <param name="from">The first block.</param>
    /// <param name="to">The last block; those behind the log's hold what waits.</param>
    /// <param name="line">The row before which the unread begin, or null for no line.</param>
    public List<RowBlock> Build(RowIndex index, IReadOnlyList<OutboxItem> waiting, int from, int to, int? line)
    {
        (_before, _now, _last, _day) = (_now, [], null, default);
        (_waitedBefore, _waited) = (_waited, []);
        if (index.First < index.End) _keptHeads.Add(index.SeqOf(index.First));
        var before = Math.Min(RowBlock.FirstOf(from), index.End) - 1;
        if (before >= index.First) (_last, _day) = (Made(index[before]), Made(index[before]).Day);
        var blocks = new List<RowBlock>();
        var logged = RowBlock.Of(index.End - 1);
        for (var number = from; number <= to; number++)
        {
            blocks.Add(number <= logged
                ? new RowBlock(number, number, Logged(index, number, line))
                : new RowBlock(long.MaxValue - (number - logged), number, Waiting(waiting, number - logged - 1)));
        }
        return blocks;
    }

    private List<TimelineRow> Logged(RowIndex index, int block, int? line)
    {
        var rows = new List<TimelineRow>(RowBlock.Size + 1);
        var end = Math.Min(RowBlock.FirstOf(block + 1), index.End);
        for (var number = Math.Max(RowBlock.FirstOf(block), index.First); number < end; number++)
        {
            var e = index[number];
            if (number == line)
            {
                rows.Add(UnreadLine);
                _last = null;
            }
            var row = Made(e);
            var heads = Heads(e.By, e.At, row.Day) || _keptHeads.Contains(e.Seq);
            var tone = row.Mine ? 0 : toneOf(e.By);
            if (row.Heads != heads || row.Tone != tone) row = row with { Heads = heads, Tone = tone };
            _now[e.Seq] = row;
            Put(rows, row);
        }
        return rows;
    }

    private List<TimelineRow> Waiting(IReadOnlyList<OutboxItem> waiting, int block)
    {
        var rows = new List<TimelineRow>(RowBlock.Size);
        foreach (var item in waiting.Skip(block * RowBlock.Size).Take(RowBlock.Size))
        {
            var on = wording.Day(item.CreatedAt);
            var heads = Heads(me, item.CreatedAt, on);
            var row = _waitedBefore.Find(r => ReferenceEquals(r.Item, item) && r.Heads == heads)
                ?? new MessageRowData(item.ClientId.ToString(), null, item, true, heads, on);
            _waited.Add(row);
            Put(rows, row);
        }
        return rows;
    }

    private MessageRowData Made(Event e)
    {
        if (_before.TryGetValue(e.Seq, out var row) && ReferenceEquals(row.Event, e)) return row;
        var mine = e.By == me;
        var key = mine && e.ClientId is { } id ? id.ToString() : e.Seq.ToString(CultureInfo.InvariantCulture);
        return new MessageRowData(key, e, null, mine, false, wording.Day(e.At));
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
