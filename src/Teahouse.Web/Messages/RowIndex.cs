using Teahouse.Protocol;

namespace Teahouse.Web.Messages;

/// <summary>
/// Which of a conversation's loaded events show as rows, in their order. A row keeps its number for as long as it is loaded: the first
/// one that was ever here is 0, what is put before it counts down from -1. Following costs what is new, not what is there.
/// </summary>
internal sealed class RowIndex
{
    private readonly List<long> _later = [];
    private readonly List<long> _earlier = [];
    private IReadOnlyList<Event> _events = [];
    private long _firstSeq = 1;
    private long _nextSeq = 1;

    /// <summary>The number of the first row.</summary>
    public int First => -_earlier.Count;

    /// <summary>One above the number of the last row.</summary>
    public int End => _later.Count;

    /// <summary>The event of a row.</summary>
    public Event this[int number] => _events[(int)(SeqOf(number) - _firstSeq)];

    /// <summary>The seq of a row's event.</summary>
    public long SeqOf(int number) => number < 0 ? _earlier[~number] : _later[number];

    /// <summary>Takes the present events: those of before, and what was put before and behind them.</summary>
    public void Follow(IReadOnlyList<Event> events)
    {
        if (events.Count == 0) return;
        if (_events.Count == 0) _firstSeq = _nextSeq = events[0].Seq;
        var shift = (int)(_firstSeq - events[0].Seq);
        for (var i = shift - 1; i >= 0; i--)
        {
            if (events[i].Body.IsMessage) _earlier.Add(events[i].Seq);
        }
        for (var i = (int)(_nextSeq - events[0].Seq); i < events.Count; i++)
        {
            if (events[i].Body.IsMessage) _later.Add(events[i].Seq);
        }
        (_events, _firstSeq, _nextSeq) = (events, events[0].Seq, events[^1].Seq + 1);
    }

    /// <summary>Begins anew: what is loaded was replaced.</summary>
    public void Clear()
    {
        _later.Clear();
        _earlier.Clear();
        (_events, _firstSeq, _nextSeq) = ([], 1, 1);
    }

    /// <summary>The number of the first row after a seq; <see cref="End"/> when there is none.</summary>
    public int After(long seq)
    {
        var (low, high) = (First, End);
        while (low < high)
        {
            var middle = low + (high - low) / 2;
            if (SeqOf(middle) > seq) high = middle;
            else low = middle + 1;
        }
        return low;
    }
}
