namespace Teahouse.Bench.Works.Resume;

/// <summary>What the load generator counted in one storm.</summary>
/// <param name="Back">Those who came back and know all that they missed.</param>
/// <param name="Attempts">Connections that they tried.</param>
/// <param name="Seconds">From the cut to the last; negative when not all came.</param>
/// <param name="Missed">Events that were missed and read, of all together.</param>
/// <param name="Duplicated">Deliveries that came again.</param>
/// <param name="Gaps">Deliveries whose seq did not follow.</param>
/// <param name="UpToDate">Those who in the end have everything.</param>
/// <param name="StormSeconds">How long the server's time was counted, from the cut on.</param>
/// <param name="ServerCpu">Its seconds in that time.</param>
/// <param name="QuietCpu">Its part of a core while there was only talk.</param>
/// <param name="LoadCpu">Seconds of the load generator in the storm.</param>
/// <param name="QuietP50">Milliseconds of a delivery before the cut.</param>
/// <param name="QuietP99">The same of the slowest in a hundred.</param>
/// <param name="P50">Milliseconds of a delivery to those who stayed, in the storm.</param>
/// <param name="P99">The same of the slowest in a hundred.</param>
/// <param name="AckP99">Milliseconds of an acknowledgement in the storm, of the slowest in a hundred.</param>
/// <param name="Bytes">Bytes that all got until the last was back.</param>
internal sealed record ResumeResult(
    int Back, long Attempts, double Seconds, long Missed, long Duplicated, long Gaps, int UpToDate, double StormSeconds, double ServerCpu,
    double QuietCpu, double LoadCpu, double QuietP50, double QuietP99, double P50, double P99, double AckP99, long Bytes)
{
    /// <summary>Whether all came back and everybody has everything once.</summary>
    public bool IsWhole(ResumePlan plan) =>
        Back == plan.Returning && UpToDate == plan.Staying + plan.Returning && Duplicated == 0 && Gaps == 0;

    /// <summary>Milliseconds of the server for each that came back, without what the talk costs.</summary>
    public double CostOf(ResumePlan plan) => 1000 * (ServerCpu - QuietCpu * StormSeconds) / plan.Returning;
}
