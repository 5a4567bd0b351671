namespace Teahouse.Bench.Journal;

/// <summary>A stretch of the machine's monotonic clock.</summary>
internal readonly record struct Span(long From, long Until);

/// <summary>How long messages took from the sender's Enter until they stood in others' windows.</summary>
internal sealed class Latency
{
    private readonly List<(long Invoked, double Milliseconds)> _deliveries = [];

    /// <param name="journals">The folder of the journals.</param>
    /// <param name="users">Whose windows count, as senders and as readers.</param>
    public Latency(string journals, HashSet<long> users)
    {
        var windows = JournalFile.ReadAll(journals).Select(file => file.Entries)
            .Where(entries => entries.OfType<Opened>().Any(opened => users.Contains(opened.User))).ToArray();
        var invoked = windows.SelectMany(entries => entries.OfType<Invoked>()).ToDictionary(entry => entry.Text, entry => entry.At);
        foreach (var entries in windows)
        {
            // What was said before the window opened is history to it, not a delivery.
            var opened = entries.OfType<Opened>().First().At;
            foreach (var applied in entries.OfType<Applied>())
            {
                if (invoked.TryGetValue(applied.Text, out var at) && at > opened)
                    _deliveries.Add((at, JournalFile.Between(at, applied.At).TotalMilliseconds));
            }
        }
    }

    /// <summary>The median over some stretches of each one's 99th percentile, in milliseconds.</summary>
    public double P99(IEnumerable<Span> stretches)
    {
        var each = stretches.Select(stretch => P99(stretch)).Order().ToArray();
        return each[each.Length / 2];
    }

    private double P99(Span stretch)
    {
        var within = _deliveries.Where(one => one.Invoked >= stretch.From && one.Invoked < stretch.Until)
            .Select(one => one.Milliseconds).Order().ToArray();
        return within[(int)Math.Ceiling(0.99 * within.Length) - 1];
    }
}
