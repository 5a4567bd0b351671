namespace Teahouse.Server.Live;

/// <summary>How late what is said comes to those who listen: from the writer's taking it to the last write of its pass.</summary>
public sealed class DeliveryLag
{
    private long _worst;

    /// <summary>A pass is over.</summary>
    /// <param name="oldest">How long the oldest event in it had waited by then.</param>
    public void Note(TimeSpan oldest)
    {
        for (var worst = Interlocked.Read(ref _worst); oldest.Ticks > worst;)
        {
            var seen = Interlocked.CompareExchange(ref _worst, oldest.Ticks, worst);
            if (seen == worst) return;
            worst = seen;
        }
    }

    /// <summary>The longest since the last look; zero when nothing was said.</summary>
    public TimeSpan TakeWorst() => new(Interlocked.Exchange(ref _worst, 0));
}
