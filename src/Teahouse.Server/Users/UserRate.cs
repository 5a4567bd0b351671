using System.Threading.RateLimiting;
using Teahouse.Protocol;

namespace Teahouse.Server.Users;

/// <summary>How often a user may do something: a burst, then one each period.</summary>
/// <param name="burst">How many at once.</param>
/// <param name="period">The time after which one more is allowed.</param>
public abstract class UserRate(int burst, TimeSpan period) : IDisposable
{
    /// <summary>The framework gives back what has become free at this interval, so who waits a little less is refused once more.</summary>
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(100);

    private readonly PartitionedRateLimiter<long> _limiter = PartitionedRateLimiter.Create<long, long>(
        userId => RateLimitPartition.GetTokenBucketLimiter(userId, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = burst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = period,
            QueueLimit = 0,
        }));

    /// <summary>Takes one turn.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.TooFast"/> with the time to wait.</exception>
    public void Take(long userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return;
        var wait = (lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : period) + Tick;
        throw new ChatException(new Refusal(ErrorCode.TooFast, RetryAfterMs: (long)Math.Ceiling(wait.TotalMilliseconds)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _limiter.Dispose();
        GC.SuppressFinalize(this);
    }
}
