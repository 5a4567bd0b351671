using System.Diagnostics;
using System.Globalization;

namespace Teahouse.Bench.Processes;

/// <summary>What a process and all that it started have used, as Linux counts it.</summary>
internal static class ProcessUse
{
    /// <summary>Ticks of a second in <c>/proc</c>, on every Linux.</summary>
    private const double TicksPerSecond = 100;

    /// <summary>Seconds of CPU, user and system, of a process, of its children and of those of them that have ended.</summary>
    public static double CpuSeconds(int process) =>
        Times(process)[..4].Sum() / TicksPerSecond + Children(process).Sum(CpuSeconds);

    /// <summary>Runs a program to its end.</summary>
    /// <returns>The seconds of CPU that it took.</returns>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public static async Task<double> Run(string program, params string[] arguments)
    {
        var before = Times(Environment.ProcessId)[2..].Sum();
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        return (Times(Environment.ProcessId)[2..].Sum() - before) / TicksPerSecond;
    }

    /// <summary>Bytes of memory that a process and its children have in use.</summary>
    public static long Memory(int process) => Status(process, "VmRSS") + Children(process).Sum(Memory);

    /// <summary>The same, of what is shared with others only the share.</summary>
    public static long ProportionalMemory(int process) =>
        Kilobytes($"/proc/{process}/smaps_rollup", "Pss") + Children(process).Sum(ProportionalMemory);

    /// <summary>The most bytes of memory that a process had in use since <see cref="ForgetPeak"/>, without its children.</summary>
    public static long PeakMemory(int process) => Status(process, "VmHWM");

    /// <summary>Counts the peak anew.</summary>
    public static void ForgetPeak(int process) => File.WriteAllText($"/proc/{process}/clear_refs", "5");

    private static int[] Children(int process) =>
    [
        .. Directory.EnumerateDirectories($"/proc/{process}/task").SelectMany(task => File.ReadAllText($"{task}/children")
            .Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Select(int.Parse),
    ];

    /// <summary>User and system time, then the same of its children that have ended and were waited for.</summary>
    private static long[] Times(int process)
    {
        var line = File.ReadAllText($"/proc/{process}/stat");
        // The name stands in brackets and may have any letter in it; what follows is counted from the state on.
        return [.. line[(line.LastIndexOf(')') + 2)..].Split(' ')[11..15].Select(ticks => long.Parse(ticks, CultureInfo.InvariantCulture))];
    }

    private static long Status(int process, string name) => Kilobytes($"/proc/{process}/status", name);

    private static long Kilobytes(string path, string name)
    {
        var line = File.ReadLines(path).First(line => line.StartsWith(name + ":", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
    }
}
