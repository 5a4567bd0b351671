namespace Teahouse.Bench.Works.Fanout;

/// <summary>What the load generator counted at one rate.</summary>
/// <param name="Rate">Messages a second.</param>
/// <param name="Whole">Whether all deliveries and all acknowledgements came.</param>
/// <param name="Seconds">How long it lasted until all had come.</param>
/// <param name="Expected">Deliveries that were due.</param>
/// <param name="Delivered">Those that came, each looked up by its id.</param>
/// <param name="Duplicated">Those that came again.</param>
/// <param name="Gaps">Those whose seq did not follow.</param>
/// <param name="Fallen">How often a guest was given a head instead of events.</param>
/// <param name="ServerCpu">Seconds of the server.</param>
/// <param name="LoadCpu">Seconds of the load generator.</param>
/// <param name="P50">Milliseconds from the moment a message was due to its delivery.</param>
/// <param name="P99">The same of the slowest in a hundred.</param>
/// <param name="AckP50">Milliseconds to the acknowledgement; 0 where there is none.</param>
/// <param name="AckP99">The same of the slowest in a hundred.</param>
/// <param name="Marks">Read marks that were sent.</param>
/// <param name="Bytes">Bytes that the guests got.</param>
internal sealed record LoadResult(
    double Rate, bool Whole, double Seconds, long Expected, long Delivered, long Duplicated, long Gaps, long Fallen,
    double ServerCpu, double LoadCpu,
    double P50, double P99, double AckP50, double AckP99, long Marks, long Bytes)
{
    /// <summary>Whether every guest got every message once, in order.</summary>
    public bool IsWhole => Whole && Delivered == Expected && Duplicated == 0 && Gaps == 0 && Fallen == 0;

    /// <summary>Microseconds of the server for each delivery.</summary>
    public double Cost => ServerCpu * 1e6 / Delivered;

    /// <summary>The load generator's time as a part of the server's.</summary>
    public double LoadShare => LoadCpu / ServerCpu;

    /// <summary>Bytes for each delivery, of everything that came.</summary>
    public double DeliveryBytes => (double)Bytes / Delivered;
}
