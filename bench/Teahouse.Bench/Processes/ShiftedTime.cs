namespace Teahouse.Bench.Processes;

/// <summary>The machine's clock, set forward or back; what is measured and waited for goes on evenly, as on a real machine.</summary>
internal sealed class ShiftedTime : TimeProvider
{
    private long _ticks;

    /// <summary>How far it is set forward.</summary>
    public TimeSpan Shift
    {
        get => TimeSpan.FromTicks(Interlocked.Read(ref _ticks));
        set => Interlocked.Exchange(ref _ticks, value.Ticks);
    }

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Shift;
}
