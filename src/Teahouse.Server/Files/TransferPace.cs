using Teahouse.Server.Live;

namespace Teahouse.Server.Files;

/// <summary>
/// How quickly the bytes of all files may move: as quickly as they can, until what is said comes late; then less and less until it does
/// not, and then slowly more again (decision 0031). Everybody's talk goes before somebody's file, whatever it is that is short.
/// </summary>
public sealed class TransferPace(DeliveryLag lag, TimeProvider time)
{
    /// <summary>A room of a thousand that rests between its passes needs three quarters of this by itself.</summary>
    private static readonly TimeSpan Late = TimeSpan.FromMilliseconds(70);
    private static readonly TimeSpan Busy = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan Period = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan Idle = TimeSpan.FromSeconds(1);

    /// <summary>Shorter waits are saved up: each costs a timer and two hops between threads.</summary>
    private static readonly TimeSpan ShortestWait = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan Burst = TimeSpan.FromMilliseconds(5);

    private const double Less = 0.6;
    private const double More = 1.05;

    /// <summary>Bytes a second, in and out together, that files get however late the talk is.</summary>
    private const double Least = 16 << 20;

    /// <summary>Bytes a second that they begin with where much is said.</summary>
    private const double Careful = 64 << 20;

    private readonly Lock _lock = new();
    private double _rate = double.PositiveInfinity;
    private long _taken;
    private long _looked;
    private long _next;

    /// <summary>Waits until so many bytes may move. Takers come in turns, so that many files share evenly.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="stop">Ends the wait.</param>
    public ValueTask Take(int bytes, CancellationToken stop)
    {
        var wait = Reserve(bytes);
        return wait < ShortestWait ? ValueTask.CompletedTask : new ValueTask(Task.Delay(wait, time, stop));
    }

    private TimeSpan Reserve(int bytes)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            Look(now);
            _taken += bytes;
            if (double.IsPositiveInfinity(_rate)) return TimeSpan.Zero;
            _next = Math.Max(_next, now - Ticks(Burst)) + (long)(bytes / _rate * time.TimestampFrequency);
            return time.GetElapsedTime(now, _next);
        }
    }

    private void Look(long now)
    {
        var past = time.GetElapsedTime(_looked, now);
        if (past < Period) return;
        var (worst, moved) = (lag.TakeWorst(), _taken / past.TotalSeconds);
        (_looked, _taken) = (now, 0);
        // What came late while no file moved was not this one's fault; but where much is said it begins with care.
        if (past > Idle) _rate = worst > Busy ? Careful : double.PositiveInfinity;
        else if (worst > Late) _rate = Math.Max(Least, Math.Min(_rate, moved) * Less);
        else _rate *= Math.Pow(More, past / Period);
    }

    private long Ticks(TimeSpan span) => (long)(span.TotalSeconds * time.TimestampFrequency);
}
