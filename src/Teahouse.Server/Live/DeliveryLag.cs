namespace Teahouse.Server.Live;

/// <summary>How late what is said comes to those who listen: from the writer's taking it to the last write of its pass.</summary>
public sealed class DeliveryLag(TimeProvider time)
{
    private static readonly TimeSpan Past = TimeSpan.FromSeconds(1);

    private readonly Lock _lock = new();
    private TimeSpan _worst;
    private long _at;

    /// <summary>A pass is over. The fan-out loop alone says so.</summary>
    /// <param name="oldest">How long the oldest message in it had waited by then.</param>
    public void Note(TimeSpan oldest)
    {
        lock (_lock)
        {
            if (oldest > _worst || IsPast) (_worst, _at) = (oldest, time.GetTimestamp());
        }
    }

    /// <summary>The longest since the last look; zero when nothing was said in the last second.</summary>
    public TimeSpan TakeWorst()
    {
        lock (_lock)
        {
            var worst = IsPast ? TimeSpan.Zero : _worst;
            _worst = TimeSpan.Zero;
            return worst;
        }
    }

    private bool IsPast => time.GetElapsedTime(_at) > Past;
}
