using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Check;

/// <summary>How long windows that a fault had cut off took, from its end until they had everything again.</summary>
internal static class ResyncTimes
{
    /// <summary>One time for each window and fault, shortest first. Who was cut off by the next fault before is counted there.</summary>
    public static TimeSpan[] Of(IEnumerable<DeviceLog> devices, FaultSpan[] faults) =>
    [
        .. devices.SelectMany(device => faults.Select((fault, number) =>
            Of(device, fault, number + 1 < faults.Length ? faults[number + 1].At : long.MaxValue)))
            .OfType<TimeSpan>().Order(),
    ];

    private static TimeSpan? Of(DeviceLog device, FaultSpan fault, long next)
    {
        if (!device.Lives.Any(life => life.Exists(entry => entry is LinkChanged { Online: true } && entry.At < fault.At))) return null;
        foreach (var life in device.Lives)
        {
            var cameBack = life.FindIndex(entry => entry is LinkChanged { Online: true } && entry.At > fault.At && entry.At < next);
            if (cameBack < 0) continue;
            var whole = life.Skip(cameBack).OfType<Whole>().FirstOrDefault(entry => entry.At < next && entry.At > fault.Until);
            if (whole is not null) return JournalFile.Between(fault.Until, whole.At);
        }
        return null;
    }
}
