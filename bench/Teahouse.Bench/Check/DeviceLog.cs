using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Check;

/// <summary>All journals of one window: each time it was opened is one life.</summary>
internal sealed class DeviceLog
{
    public DeviceLog(IGrouping<Guid, List<Entry>> lives)
    {
        Lives = [.. lives];
        User = Lives[0].OfType<Opened>().First().User;
        var all = Lives.SelectMany(life => life).ToArray();
        Invoked = [.. all.OfType<Invoked>()];
        Kept = [.. all.OfType<Kept>().Select(entry => entry.Text)];
        ClientIds = all.OfType<Tried>().GroupBy(tried => tried.Text)
            .ToDictionary(tries => tries.Key, tries => tries.Select(tried => tried.ClientId).Distinct().ToArray());
        Acknowledged = [.. all.OfType<Acknowledged>()];
        Rejected = [.. all.OfType<Rejected>().Select(entry => entry.ClientId)];
        State = Lives[^1].OfType<FinalState>().SingleOrDefault();
    }

    public long User { get; }

    public List<Entry>[] Lives { get; }

    public Invoked[] Invoked { get; }

    public HashSet<string> Kept { get; }

    /// <summary>The ids under which a text went to the server; more than one is a breach by itself.</summary>
    public Dictionary<string, Guid[]> ClientIds { get; }

    public Acknowledged[] Acknowledged { get; }

    public HashSet<Guid> Rejected { get; }

    /// <summary>What it showed in the end; null when it was not there to the end.</summary>
    public FinalState? State { get; }
}
