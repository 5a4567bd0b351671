using System.Threading.RateLimiting;
using Teahouse.Protocol;

namespace Teahouse.Server.Messages;

/// <summary>How many messages a user may send: a burst, then so many a second.</summary>
public sealed class SendRate(ChatOptions options) : IDisposable
{
    private readonly PartitionedRateLimiter<long> _limiter = PartitionedRateLimiter.Create<long, long>(
        userId => RateLimitPartition.GetTokenBucketLimiter(userId, _ => new TokenBucketRateLimiterOptions
        {
            TokenLimit = options.MessageBurst,
            TokensPerPeriod = 1,
            ReplenishmentPeriod = TimeSpan.FromSeconds(1.0 / options.MessagesPerSecond),
            QueueLimit = 0,
        }));

    /// <summary>Takes one message's turn.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.TooFast"/> with the time to wait.</exception>
    public void Take(long userId)
    {
        using var lease = _limiter.AttemptAcquire(userId);
        if (lease.IsAcquired) return;
        var wait = lease.TryGetMetadata(MetadataName.RetryAfter, out var after) ? after : TimeSpan.FromSeconds(1);
        throw new ChatException(new Refusal(ErrorCode.TooFast, RetryAfterMs: (long)Math.Ceiling(wait.TotalMilliseconds)));
    }

    /// <inheritdoc/>
    public void Dispose() => _limiter.Dispose();
}
