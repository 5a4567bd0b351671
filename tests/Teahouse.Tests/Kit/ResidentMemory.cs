using System.Globalization;

namespace Teahouse.Tests.Kit;

/// <summary>The most memory that processes have in use while something runs, as Linux counts it.</summary>
public sealed class ResidentMemory : IAsyncDisposable
{
    private const double KibPerMib = 1024;

    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly CancellationTokenSource _enough = new();
    private readonly Func<IEnumerable<int>> _processes;
    private readonly Task _looking;
    private long _most;

    /// <param name="processes">Those that count, whenever it looks; those that have ended count nothing.</param>
    public ResidentMemory(Func<IEnumerable<int>> processes)
    {
        _processes = processes;
        AtFirst = Look();
        _looking = Watch();
    }

    /// <summary>MiB when it began to look.</summary>
    public double AtFirst { get; }

    /// <summary>The most MiB that they had together.</summary>
    public double AtMost => Interlocked.Read(ref _most) / KibPerMib;

    /// <summary>In a table: MiB at first and at most.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{AtFirst:0} → {AtMost:0}");

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _looking;
        _enough.Dispose();
    }

    private async Task Watch()
    {
        while (!_enough.IsCancellationRequested)
        {
            Look();
            await Task.Delay(Pace, _enough.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private double Look()
    {
        var now = _processes().Sum(KibOf);
        if (now > Interlocked.Read(ref _most)) Interlocked.Exchange(ref _most, now);
        return now / KibPerMib;
    }

    private static long KibOf(int process)
    {
        try
        {
            var status = File.ReadLines($"/proc/{process}/status");
            var line = status.FirstOrDefault(line => line.StartsWith("VmRSS:", StringComparison.Ordinal));
            return line is null ? 0 : long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
