namespace Teahouse.Server.Users;

/// <summary>An account as the database keeps it.</summary>
public sealed record Account
{
    public long Id { get; init; }

    public required string Name { get; init; }

    public required string PasswordHash { get; init; }

    /// <summary>When it was disabled, Unix time in milliseconds, UTC.</summary>
    public long? DisabledAt { get; init; }

    /// <summary>When its last window went, Unix time in milliseconds, UTC.</summary>
    public long? LastSeenAt { get; init; }
}
