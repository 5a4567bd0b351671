using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Check;

/// <summary>
/// Holds what the clients noted against what the database has. It shares nothing with the server and the client but the records of the
/// wire, knows no times of waiting, and trusts nobody's counts.
/// </summary>
internal sealed class Checker
{
    private readonly StoredHouse _stored;
    private readonly DeviceLog[] _devices;
    private readonly FaultSpan[] _faults;
    private readonly Entry[] _files;
    private readonly RolledBack? _rolledBack;
    private readonly Dictionary<Guid, StoredEvent[]> _byClientId;
    private readonly Verdict _verdict = new();

    private Checker(string journals, StoredHouse stored)
    {
        _stored = stored;
        var files = JournalFile.ReadAll(journals).Select(file => file.Entries).ToArray();
        _devices =
        [
            .. files.Where(entries => entries.Any(entry => entry is Opened))
                .GroupBy(entries => entries.OfType<Opened>().First().Device).Select(lives => new DeviceLog(lives)),
        ];
        _files = [.. files.SelectMany(entries => entries).Where(entry => entry is FileSent or FileEarly or FileGot)];
        _faults = [.. files.SelectMany(entries => entries.OfType<FaultSpan>()).OrderBy(fault => fault.At)];
        _rolledBack = files.SelectMany(entries => entries.OfType<RolledBack>()).SingleOrDefault();
        _byClientId = stored.Events.Where(e => e.ClientId is not null)
            .GroupBy(e => e.ClientId!.Value).ToDictionary(found => found.Key, found => found.ToArray());
    }

    /// <summary>Checks a run that is over.</summary>
    /// <param name="journals">The folder of the journals.</param>
    /// <param name="data">The server's data folder.</param>
    public static Verdict Check(string journals, string data)
    {
        var checker = new Checker(journals, StoredHouse.Read(data));
        return checker.Check();
    }

    private Verdict Check()
    {
        _verdict.Attempted = _devices.Sum(device => device.Invoked.Length);
        _verdict.Acknowledged = _devices.Sum(device => device.Acknowledged.DistinctBy(entry => entry.ClientId).Count());
        _verdict.Stored = _stored.Events.Count(e => e.Said);
        foreach (var line in _stored.Damage) _verdict.Add(Breach.Lost, $"the database is damaged: {line}");
        foreach (var conversation in _stored.Conversations.Values) CheckLog(conversation);
        CheckOrigins();
        foreach (var device in _devices)
        {
            CheckSending(device);
            CheckOwnOrder(device);
            new WindowCheck(device, _stored, _faults, _verdict, rolledBack: _rolledBack is not null).Check();
        }
        if (_rolledBack is null) CheckCommonOrder();
        CheckAgreement();
        FileCheck.Check(_files, _verdict);
        _verdict.Resyncs = ResyncTimes.Of(_devices, _faults);
        return _verdict;
    }

    /// <summary>I4: the seqs are 1 to the head, and the counts that stand beside the log are right.</summary>
    private void CheckLog(StoredHead conversation)
    {
        long seq = 0, messages = 0;
        foreach (var e in _stored.Log(conversation.Id))
        {
            messages += e.Message ? 1 : 0;
            _verdict.Add(Breach.OutOfOrder, e.Seq != ++seq, () => $"conversation {conversation.Id} goes from {seq - 1} to {e.Seq}");
            _verdict.Add(Breach.Unexpected, e.Ordinal != messages, () => $"event {conversation.Id}/{e.Seq} counts {e.Ordinal} messages");
            seq = e.Seq;
        }
        _verdict.Add(Breach.OutOfOrder, conversation.Head != seq, () => $"conversation {conversation.Id} says head {conversation.Head}");
        _verdict.Add(Breach.Unexpected, conversation.Messages != messages, () => $"conversation {conversation.Id} miscounts");
    }

    /// <summary>I2, I3: every stored message was sent, by its sender, there, and is stored once.</summary>
    private void CheckOrigins()
    {
        var invoked = _devices
            .SelectMany(device => device.Invoked.Select(entry => (device.User, entry.Conversation, entry.Text))).ToHashSet();
        var messages = _stored.Events.Where(e => e.Said).ToArray();
        foreach (var e in messages)
            _verdict.Add(Breach.Unexpected, !invoked.Contains((e.By, e.Conversation, e.Text)), () => $"nobody sent {Name(e)}");
        foreach (var twice in messages.GroupBy(e => e.Text).Where(found => found.Count() > 1))
            _verdict.Add(Breach.Duplicated, $"stored {twice.Count()} times: {Name(twice.First())}");
        foreach (var twice in _byClientId.Values.SelectMany(found => found.GroupBy(e => e.By)).Where(found => found.Count() > 1))
            _verdict.Add(Breach.Duplicated, $"the id of {Name(twice.First())} is stored {twice.Count()} times");
    }

    /// <summary>I1, I9, I12: what was acknowledged is stored as it was, and nothing that was kept stays unknown.</summary>
    private void CheckSending(DeviceLog device)
    {
        var texts = device.ClientIds
            .SelectMany(pair => pair.Value.Select(id => (Id: id, Text: pair.Key))).ToDictionary(tried => tried.Id, tried => tried.Text);
        foreach (var entry in device.Acknowledged.Where(entry => !IsUndone(entry.At)))
        {
            var found = _byClientId.GetValueOrDefault(entry.ClientId, []).FirstOrDefault(e => e.By == device.User);
            _verdict.Add(Breach.Lost, found is null, () => $"acknowledged and not stored: {texts[entry.ClientId]}");
            if (found is null) continue;
            _verdict.Add(Breach.Unexpected, found.Seq != entry.Seq, () => $"acknowledged as {entry.Seq}: {Name(found)}");
            _verdict.Add(Breach.Unexpected, found.Text != texts[entry.ClientId], () => $"sent as {texts[entry.ClientId]}: {Name(found)}");
        }
        foreach (var (text, ids) in device.ClientIds)
            _verdict.Add(Breach.Unexpected, ids.Length > 1, () => $"went under {ids.Length} ids: {text}");
        foreach (var id in device.Rejected.Where(_byClientId.ContainsKey))
            _verdict.Add(Breach.Unexpected, $"refused, and stored: {texts[id]}");
        if (device.State is null) return;
        var undone = device.Acknowledged.Where(entry => IsUndone(entry.At)).Select(entry => entry.ClientId).ToHashSet();
        foreach (var text in device.Invoked.Where(entry => !IsUndone(entry.At)).Select(entry => entry.Text).Where(device.Kept.Contains))
        {
            var arrived = device.ClientIds.GetValueOrDefault(text, [])
                .Any(id => _byClientId.ContainsKey(id) || device.Rejected.Contains(id) || undone.Contains(id));
            _verdict.Add(Breach.Lost, !arrived, () => $"kept, and never arrived: {text}");
        }
    }

    /// <summary>I6: one window's messages stand in the order in which it sent them.</summary>
    private void CheckOwnOrder(DeviceLog device)
    {
        var last = new Dictionary<long, long>();
        foreach (var entry in device.Invoked.Where(entry => !IsUndone(entry.At)))
        {
            if (SeqOf(device, entry) is not { } seq) continue;
            _verdict.Add(
                Breach.OutOfOrder, seq <= last.GetValueOrDefault(entry.Conversation), () => $"sent later, stands earlier: {entry.Text}");
            last[entry.Conversation] = seq;
        }
    }

    /// <summary>I7: what was sent after something else had been acknowledged stands behind it, whoever sent them.</summary>
    private void CheckCommonOrder()
    {
        foreach (var conversation in _stored.Conversations.Keys)
        {
            var acknowledged = _devices.SelectMany(device => device.Acknowledged)
                .Where(entry => _byClientId.TryGetValue(entry.ClientId, out var e) && e[0].Conversation == conversation)
                .Select(entry => (entry.At, Acknowledged: true, entry.Seq, Text: ""));
            var sent = _devices.SelectMany(device => device.Invoked.Where(entry => entry.Conversation == conversation)
                .Select(entry => (entry.At, Acknowledged: false, Seq: SeqOf(device, entry) ?? long.MaxValue, entry.Text)));
            var highest = 0L;
            foreach (var step in acknowledged.Concat(sent).OrderBy(step => step.At))
            {
                var before = highest;
                if (step.Acknowledged) highest = Math.Max(highest, step.Seq);
                else _verdict.Add(Breach.OutOfOrder, step.Seq <= before, () => $"sent after {before} was acknowledged: {step.Text}");
            }
        }
    }

    /// <summary>I14: the windows of one person, a fresh one among them, show the same.</summary>
    private void CheckAgreement()
    {
        foreach (var mine in _devices.Where(device => device.State is not null).GroupBy(device => device.User))
        {
            var shown = mine.Select(device => string.Join("; ", device.State!.Rooms.Select(room => $"{room with { First = 0 }}")))
                .Distinct().ToArray();
            _verdict.Add(Breach.Unexpected, shown.Length > 1, () => $"windows of person {mine.Key} differ: {string.Join(" | ", shown)}");
        }
    }

    /// <summary>Whether a moment lies between the state that the server was given again and the giving.</summary>
    private bool IsUndone(long at) => _rolledBack is not null && at >= _rolledBack.To && at <= _rolledBack.At;

    private long? SeqOf(DeviceLog device, Invoked entry) => device.ClientIds.GetValueOrDefault(entry.Text, [])
        .SelectMany(id => _byClientId.GetValueOrDefault(id, [])).FirstOrDefault()?.Seq;

    private static string Name(StoredEvent e) => $"{e.Conversation}/{e.Seq} by {e.By}: {e.Text}";
}
