namespace Teahouse.Client;

/// <summary>Bytes a second, smoothed over about three seconds, so that the time left does not jump.</summary>
internal sealed class Speed
{
    private const double Memory = 3;

    private double? _lastAt;
    private long _lastBytes;

    /// <summary>The speed; null before the second figure.</summary>
    public double? BytesPerSecond { get; private set; }

    /// <summary>Takes a figure.</summary>
    /// <param name="bytes">All bytes until now.</param>
    /// <param name="at">Seconds on a clock that never goes back.</param>
    public void Note(long bytes, double at)
    {
        if (_lastAt is { } before)
        {
            var seconds = at - before;
            if (seconds <= 0 || bytes < _lastBytes) return;
            var now = (bytes - _lastBytes) / seconds;
            // The weight of the new figure grows with the time it stands for.
            var weight = 1 - Math.Exp(-seconds / Memory);
            BytesPerSecond = BytesPerSecond is { } old ? old + weight * (now - old) : now;
        }
        (_lastAt, _lastBytes) = (at, bytes);
    }
}
