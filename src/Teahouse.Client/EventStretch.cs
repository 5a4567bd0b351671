using System.Collections;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// A gapless stretch of events that never changes. Appending shares the array with the stretch before, so that a long timeline
/// costs nothing per event; only the newest stretch may be appended to.
/// </summary>
internal sealed class EventStretch : IReadOnlyList<Event>
{
    public static readonly EventStretch Empty = new([], 0);

    private readonly Event[] _store;

    private EventStretch(Event[] store, int count)
    {
        _store = store;
        Count = count;
    }

    public int Count { get; }

    public Event this[int index] => index < Count ? _store[index] : throw new ArgumentOutOfRangeException(nameof(index));

    public ReadOnlySpan<Event> Span => _store.AsSpan(0, Count);

    public static EventStretch Of(ReadOnlySpan<Event> events) => new(events.ToArray(), events.Length);

    public EventStretch Append(Event next)
    {
        var room = _store;
        if (Count == room.Length)
        {
            room = new Event[Math.Max(16, Count * 2)];
            Span.CopyTo(room);
        }
        room[Count] = next;
        return new EventStretch(room, Count + 1);
    }

    public EventStretch Prepend(ReadOnlySpan<Event> older) => Of([.. older, .. Span]);

    public IEnumerator<Event> GetEnumerator()
    {
        for (var i = 0; i < Count; i++) yield return _store[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
