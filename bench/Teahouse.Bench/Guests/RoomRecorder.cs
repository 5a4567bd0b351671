using Teahouse.Bench.Journal;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Bench.Guests;

/// <summary>Notes what a window's timeline shows, event by event as it stands there, and how its read mark moves.</summary>
internal sealed class RoomRecorder
{
    private readonly Lock _gate = new();
    private readonly Room _room;
    private readonly JournalFile _journal;
    private readonly Action _noted;
    private int _generation;
    private long _first;
    private int _count;
    private long _readSeq;

    /// <param name="room">What to note.</param>
    /// <param name="journal">Where.</param>
    /// <param name="noted">Called after each look.</param>
    public RoomRecorder(Room room, JournalFile journal, Action noted)
    {
        (_room, _journal, _noted) = (room, journal, noted);
        (_generation, _first, _readSeq) = (room.Timeline.Generation, room.Timeline.FirstSeq, room.ReadSeq);
        room.Changed += Note;
        Note();
    }

    private void Note()
    {
        lock (_gate)
        {
            var (generation, first, events) = Look();
            if (generation != _generation || first > _first)
            {
                (_generation, _first, _count) = (generation, first, 0);
                _journal.Write(new Restarted(JournalFile.Now, _room.Id));
            }
            var older = (int)(_first - first);
            for (var i = older - 1; i >= 0; i--) Write(events[i], before: true);
            for (var i = older + _count; i < events.Count; i++) Write(events[i], before: false);
            (_first, _count) = (first, events.Count);
            if (_room.ReadSeq is var readSeq && readSeq != _readSeq)
                _journal.Write(new Marked(JournalFile.Now, _room.Id, _readSeq = readSeq));
        }
        _noted();
    }

    /// <summary>The timeline's parts at one moment; they are read one by one, so they are read until they agree.</summary>
    private (int Generation, long First, IReadOnlyList<Event> Events) Look()
    {
        while (true)
        {
            var (generation, first, events) = (_room.Timeline.Generation, _room.Timeline.FirstSeq, _room.Look().Events);
            if (generation == _room.Timeline.Generation && first == _room.Timeline.FirstSeq) return (generation, first, events);
        }
    }

    private void Write(Event e, bool before) =>
        _journal.Write(new Applied(JournalFile.Now, _room.Id, e.Seq, e.ClientId, e.By, Told.Of(e.Body), before));
}
