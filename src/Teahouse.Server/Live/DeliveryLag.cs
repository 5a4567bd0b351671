namespace Teahouse.Server.Live;

/// <summary>How late what is said comes to those who listen: from the writer's taking it to the last write of its pass.</summary>
public sealed class DeliveryLag
{
    private long _worst;

    /// <summary>A pass is over. The fan-out loop alone says so.</summary>
    /// <param name="oldest">How long the oldest event in it had waited by then.</param>
    public void Note(TimeSpan oldest)
    {
        if (oldest.Ticks > Interlocked.Read(ref _worst)) Interlocked.Exchange(ref _worst, oldest.Ticks);
    }

    /// <summary>The longest since the last look; zero when nothing was said.</summary>
    public TimeSpan TakeWorst() => new(Interlocked.Exchange(ref _worst, 0));
}
