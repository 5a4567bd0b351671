namespace Teahouse.Client;

/// <summary>Waits that double, with full jitter, so that a thousand clients never come back in step.</summary>
internal static class BackOff
{
    private const double FirstSeconds = 0.2;
    private const double LongestSeconds = 10;

    /// <summary>A wait between nothing and 0.2 s · 2^<paramref name="attempt"/>, at most 10 s.</summary>
    public static TimeSpan Next(int attempt, Random chance)
    {
        var most = Math.Min(LongestSeconds, FirstSeconds * Math.Pow(2, Math.Min(attempt, 16)));
        return TimeSpan.FromSeconds(most * chance.NextDouble());
    }
}
