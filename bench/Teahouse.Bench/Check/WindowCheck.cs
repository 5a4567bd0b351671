using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Check;

/// <summary>What one window showed, held against the stored log.</summary>
internal sealed class WindowCheck(DeviceLog device, StoredHouse stored, FaultSpan[] faults, Verdict verdict, bool rolledBack)
{
    private readonly Dictionary<long, SortedSet<long>> _shown = [];
    /// <summary>A killed server may lose the marks of its last second; on a busy machine that second is a little longer.</summary>
    private static readonly TimeSpan LastSecond = TimeSpan.FromSeconds(2);

    private readonly Dictionary<long, Marked> _marks = [];

    /// <summary>What must be as it is stored; what a window showed before the log was given back may not be.</summary>
    private readonly List<Applied> _bodies = [];

    public void Check()
    {
        foreach (var life in device.Lives)
        {
            _shown.Clear();
            _marks.Clear();
            foreach (var entry in life) Take(entry);
            foreach (var applied in _bodies) CheckBody(applied);
            _bodies.Clear();
        }
        if (device.State is not null) CheckEnd(device.State);
    }

    private void Take(Entry entry)
    {
        switch (entry)
        {
            case Restarted restarted:
                _shown.Remove(restarted.Conversation);
                if (rolledBack) _bodies.RemoveAll(applied => applied.Conversation == restarted.Conversation);
                _marks.Remove(restarted.Conversation);
                break;
            case Applied applied:
                TakeApplied(applied);
                break;
            case Marked marked:
                TakeMark(marked);
                break;
        }
    }

    /// <summary>I10: read marks only grow.</summary>
    private void TakeMark(Marked marked)
    {
        var before = _marks.GetValueOrDefault(marked.Conversation);
        var fell = before is not null && marked.Seq < before.Seq
            && !faults.Any(fault => Lost(before, fault) && marked.At > fault.At);
        verdict.Add(Breach.Unexpected, fell, () => $"{Window}: the mark of {marked.Conversation} fell to {marked.Seq} from {before!.Seq}");
        _marks[marked.Conversation] = marked;
    }

    private static bool Lost(Marked mark, FaultSpan fault) =>
        mark.At < fault.Until && JournalFile.Between(mark.At, fault.At) < LastSecond;

    /// <summary>I3, I5: each seq once, without a gap. I1, I11: as it is stored, and only to members.</summary>
    private void TakeApplied(Applied applied)
    {
        verdict.Applied++;
        if (!_shown.TryGetValue(applied.Conversation, out var shown)) _shown.Add(applied.Conversation, shown = []);
        var expected = shown.Count == 0 ? applied.Seq : applied.Before ? shown.Min - 1 : shown.Max + 1;
        if (!shown.Add(applied.Seq)) verdict.Add(Breach.Duplicated, $"{Window}: applied twice: {Name(applied)}");
        else verdict.Add(Breach.OutOfOrder, applied.Seq != expected, () => $"{Window}: {expected} was missing before {Name(applied)}");
        verdict.Add(
            Breach.Leaked, !stored.Members.Contains((applied.Conversation, device.User)),
            () => $"{Window}: not a member: {Name(applied)}");
        _bodies.Add(applied);
    }

    private void CheckBody(Applied applied)
    {
        var log = stored.Log(applied.Conversation);
        var found = applied.Seq >= 1 && applied.Seq <= log.Length ? log[applied.Seq - 1] : null;
        if (found is null) verdict.Add(Breach.Unexpected, $"{Window}: shown and not stored: {Name(applied)}");
        else
        {
            verdict.Add(
                Breach.Unexpected, (found.ClientId, found.By, found.Text) != (applied.ClientId, applied.By, applied.Text),
                () => $"{Window}: stored otherwise: {Name(applied)}");
        }
    }

    /// <summary>I8: it has everything to the head. I10: its unread are a recount.</summary>
    private void CheckEnd(FinalState state)
    {
        foreach (var conversation in stored.Conversations.Values.Where(one => stored.Members.Contains((one.Id, device.User))))
        {
            var room = state.Rooms.FirstOrDefault(room => room.Id == conversation.Id);
            if (room is null)
            {
                for (var seq = 1; seq <= conversation.Head; seq++) verdict.Add(Breach.Lost, $"{Window}: has no {conversation.Id}/{seq}");
                continue;
            }
            var shown = _shown.GetValueOrDefault(conversation.Id, []);
            for (var seq = room.First; seq <= conversation.Head; seq++)
                verdict.Add(Breach.Lost, !shown.Contains(seq), () => $"{Window}: does not show {conversation.Id}/{seq}");
            verdict.Add(Breach.Unexpected, room.Last > conversation.Head, () => $"{Window}: shows {conversation.Id} up to {room.Last}");
            var unread = stored.Log(conversation.Id).Count(e => e.Message && e.Seq > room.ReadSeq && e.By != device.User);
            verdict.Add(Breach.Unexpected, room.Unread != unread, () => $"{Window}: {room} has {unread} unread");
        }
    }

    private string Window => $"a window of person {device.User}";

    private static string Name(Applied applied) => $"{applied.Conversation}/{applied.Seq} by {applied.By}: {applied.Text}";
}
