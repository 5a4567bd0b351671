namespace Teahouse.Bench.Check;

/// <summary>The ways in which the promise can be broken; each must be met 0 times.</summary>
internal enum Breach
{
    /// <summary>Acknowledged and not stored (I1, I12), kept and never sent (I9), or stored and missing in a window (I8).</summary>
    Lost,

    /// <summary>Stored or applied more than once (I3).</summary>
    Duplicated,

    /// <summary>Stored and sent by nobody (I2), shown otherwise than stored (I1), or counted wrongly (I10, I14).</summary>
    Unexpected,

    /// <summary>Seqs with holes (I4), a log with gaps (I5), or another order than that of the sending (I6, I7).</summary>
    OutOfOrder,

    /// <summary>Shown to somebody who is no member (I11).</summary>
    Leaked,
}

/// <summary>What a check found.</summary>
internal sealed class Verdict
{
    private readonly List<(Breach Breach, string What)> _findings = [];

    /// <summary>Messages that somebody wanted to send.</summary>
    public int Attempted { get; set; }

    /// <summary>Of these, those that the server acknowledged.</summary>
    public int Acknowledged { get; set; }

    /// <summary>Messages in the database.</summary>
    public int Stored { get; set; }

    /// <summary>Events that windows applied.</summary>
    public long Applied { get; set; }

    /// <summary>Files that came, each compared with what was sent.</summary>
    public int Files { get; set; }

    /// <summary>From the end of a fault until a window that it had cut off had everything again, shortest first.</summary>
    public TimeSpan[] Resyncs { get; set; } = [];

    /// <summary>Every breach with its place.</summary>
    public IReadOnlyList<(Breach Breach, string What)> Findings => _findings;

    /// <summary>Whether nothing is broken, and something was tried at all.</summary>
    public bool Holds => _findings.Count == 0 && Acknowledged > 0;

    /// <summary>How often a promise was broken.</summary>
    public int Count(Breach breach) => _findings.Count(finding => finding.Breach == breach);

    /// <summary>The resync time that a share of the recoveries kept within, in seconds; 0 when there were none.</summary>
    public double Resync(double share) =>
        Resyncs.Length == 0 ? 0 : Resyncs[(int)Math.Ceiling(share * Resyncs.Length) - 1].TotalSeconds;

    internal void Add(Breach breach, string what) => _findings.Add((breach, what));

    internal void Add(Breach breach, bool wrong, Func<string> what)
    {
        if (wrong) Add(breach, what());
    }
}
