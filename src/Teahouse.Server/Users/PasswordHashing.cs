using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Teahouse.Protocol;

namespace Teahouse.Server.Users;

/// <summary>
/// The framework's password hash. It is slow on purpose, so few run at a time, others wait in a line of bounded length,
/// and chat goes on beside them.
/// </summary>
public sealed class PasswordHashing : IDisposable
{
    private const int LineLength = 64;
    private static readonly Refusal TooMany = new(ErrorCode.Busy, RetryAfterMs: 3_000);

    private readonly PasswordHasher<Account> _hasher;
    private readonly string _nobodysHash;
    private readonly ConcurrencyLimiter _line = new(new ConcurrencyLimiterOptions
    {
        PermitLimit = Math.Max(1, Environment.ProcessorCount / 2),
        QueueLimit = LineLength,
        QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
    });

    /// <summary>Prepares the hash that is checked when there is no such account.</summary>
    public PasswordHashing(ChatOptions options)
    {
        _hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = options.HashIterations }));
        _nobodysHash = _hasher.HashPassword(null!, Guid.NewGuid().ToString());
    }

    /// <summary>Hashes a password.</summary>
    /// <param name="password">The password.</param>
    /// <param name="stop">Leaves the line when the caller goes.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.Busy"/>.</exception>
    public Task<string> Hash(string password, CancellationToken stop = default) =>
        InLine(() => _hasher.HashPassword(null!, Normalise(password)), stop);

    /// <summary>Checks a password, taking the same time when there is no hash to check it against.</summary>
    /// <param name="hash">The account's hash, or null when there is no such account.</param>
    /// <param name="password">The password given.</param>
    /// <param name="stop">Leaves the line when the caller goes.</param>
    /// <exception cref="ChatException"><see cref="ErrorCode.Busy"/>.</exception>
    public Task<PasswordVerificationResult> Verify(string? hash, string password, CancellationToken stop) => InLine(() =>
    {
        var result = _hasher.VerifyHashedPassword(null!, hash ?? _nobodysHash, Normalise(password));
        return hash is null ? PasswordVerificationResult.Failed : result;
    }, stop);

    /// <inheritdoc/>
    public void Dispose() => _line.Dispose();

    private async Task<T> InLine<T>(Func<T> work, CancellationToken stop)
    {
        using var turn = await _line.AcquireAsync(cancellationToken: stop);
        if (!turn.IsAcquired) throw new ChatException(TooMany);
        return await Task.Run(work, stop);
    }

    // The same password typed on another system may come composed differently.
    private static string Normalise(string password) => password.IsNormalized() ? password : password.Normalize();
}
