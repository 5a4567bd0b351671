using System.Net;
using Teahouse.Protocol;

namespace Teahouse.Server.Users;

/// <summary>
/// Makes guessing slow: from the fifth failure on, an account waits for longer and longer, for the address that failed alone, so that
/// nobody locks out the owner. What is kept is bounded, and forgotten after a quiet while.
/// </summary>
public sealed class LoginDelay(TimeProvider time)
{
    /// <summary>Failures that cost nothing.</summary>
    public const int Free = 5;

    private const int Kept = 10_000;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan ForgottenAfter = TimeSpan.FromMinutes(15);

    private readonly Dictionary<(string Name, IPAddress Address), Failures> _failures = [];
    private readonly Queue<((string Name, IPAddress Address) Key, long Stamp)> _oldestFirst = [];
    private readonly Lock _lock = new();

    /// <summary>
    /// Notes a try as failed before it is checked, so that many at once gain nothing; <see cref="Forgive"/> takes it back.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.LoginDelayed"/> with the time to wait.</exception>
    public void Charge(string nameKey, IPAddress address)
    {
        lock (_lock)
        {
            DropOld();
            var now = time.GetTimestamp();
            var failures = _failures.GetValueOrDefault((nameKey, address));
            var wait = Wait(failures.Count) - time.GetElapsedTime(failures.Stamp, now);
            if (failures.Count >= Free && wait > TimeSpan.Zero)
                throw new ChatException(new Refusal(ErrorCode.LoginDelayed, RetryAfterMs: (long)Math.Ceiling(wait.TotalMilliseconds)));
            _failures[(nameKey, address)] = new Failures(failures.Count + 1, now);
            _oldestFirst.Enqueue(((nameKey, address), now));
        }
    }

    /// <summary>The try was no failure, and what came before it is forgotten.</summary>
    public void Forgive(string nameKey, IPAddress address)
    {
        lock (_lock) _failures.Remove((nameKey, address));
    }

    /// <summary>The try was never checked.</summary>
    public void Refund(string nameKey, IPAddress address)
    {
        lock (_lock)
        {
            if (_failures.TryGetValue((nameKey, address), out var failures))
                _failures[(nameKey, address)] = failures with { Count = failures.Count - 1 };
        }
    }

    private static TimeSpan Wait(int failures) =>
        failures < Free ? TimeSpan.Zero : TimeSpan.FromSeconds(Math.Min(Longest.TotalSeconds, Math.Pow(2, failures - Free)));

    private void DropOld()
    {
        while (_oldestFirst.TryPeek(out var oldest) &&
            (_oldestFirst.Count > Kept || time.GetElapsedTime(oldest.Stamp) > ForgottenAfter))
        {
            _oldestFirst.Dequeue();
            // A later failure of the same key has its own place in the line.
            if (_failures.TryGetValue(oldest.Key, out var failures) && failures.Stamp == oldest.Stamp) _failures.Remove(oldest.Key);
        }
    }

    private readonly record struct Failures(int Count, long Stamp);
}
