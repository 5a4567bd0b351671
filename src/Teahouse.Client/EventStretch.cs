using System.Collections;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// A gapless stretch of events that never changes. What is added at either end shares the array with the stretch before, so that a long
/// timeline costs nothing per event and page; only the newest stretch may be added to.
/// </summary>
internal sealed class EventStretch : IReadOnlyList<Event>
{
    public static readonly EventStretch Empty = new([], 0, 0);

    private readonly Event[] _store;
    private readonly int _start;

    private EventStretch(Event[] store, int start, int count)
    {
        _store = store;
        _start = start;
        Count = count;
    }

    public int Count { get; }

    public Event this[int index] => index < Count ? _store[_start + index] : throw new ArgumentOutOfRangeException(nameof(index));

    public ReadOnlySpan<Event> Span => _store.AsSpan(_start, Count);

    private int Behind => _store.Length - _start - Count;

    public static EventStretch Of(ReadOnlySpan<Event> events) => new(events.ToArray(), 0, events.Length);

    public EventStretch Append(Event next)
    {
        var (store, start) = Behind > 0 ? (_store, _start) : Copy(_start, Math.Max(16, Count));
        store[start + Count] = next;
        return new EventStretch(store, start, Count + 1);
    }

    public EventStretch Prepend(ReadOnlySpan<Event> older)
    {
        var (store, start) = _start >= older.Length ? (_store, _start) : Copy(older.Length + Count, Behind);
        older.CopyTo(store.AsSpan(start - older.Length));
        return new EventStretch(store, start - older.Length, Count + older.Length);
    }

    public IEnumerator<Event> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private (Event[] Store, int Start) Copy(int before, int behind)
    {
        var store = new Event[before + Count + behind];
        Span.CopyTo(store.AsSpan(before));
        return (store, before);
    }
}
