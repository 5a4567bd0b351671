using Teahouse.Protocol;

namespace Teahouse.Server;

/// <summary>Every setting of the server with its default.</summary>
public sealed record ChatOptions
{
    /// <summary>The folder of the database, keys and files.</summary>
    public required string Data { get; init; }

    /// <summary>The folder of the published web client (its <c>wwwroot</c>), or null for a server without pages.</summary>
    public string? Web { get; init; }

    /// <summary>Where to listen.</summary>
    public string Urls { get; init; } = "http://0.0.0.0:8080";

    /// <summary>A certificate with its key (PFX, or PEM with both) for https addresses.</summary>
    public string? Cert { get; init; }

    /// <summary>PBKDF2 iterations of a password's hash; only tests and the bench lower them.</summary>
    public int HashIterations { get; init; } = 210_000;

    /// <summary>Days a session is kept after its last use.</summary>
    public int SessionDays { get; init; } = 30;

    /// <summary>Messages a user may send at once before <see cref="MessagesPerSecond"/> holds.</summary>
    public int MessageBurst { get; init; } = 20;

    /// <summary>Messages a second a user may send over time.</summary>
    public int MessagesPerSecond { get; init; } = 5;

    /// <summary>File offers a minute a user may make.</summary>
    public int OffersPerMinute { get; init; } = 10;

    /// <summary>Connections without a session that one address may hold.</summary>
    public int StrangersPerAddress { get; init; } = 50;

    /// <summary>How long a user whose last window went is still shown as online: a reload is no farewell.</summary>
    public TimeSpan LeaveGrace { get; init; } = TimeSpan.FromSeconds(3);

    /// <summary>How often a live connection gets a PING, so that its browser shows that it lives.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a PONG may take before the connection is given up.</summary>
    public TimeSpan PongPatience { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a client may send nothing on its live connection before it is closed.</summary>
    public TimeSpan Silence { get; init; } = TimeSpan.FromSeconds(Limits.SilenceSeconds);

    /// <summary>How often a file that arrives is brought to the disk; what came since may be lost with the machine.</summary>
    public TimeSpan FileFlush { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long the bytes of an ended transfer are kept, so that a download that broke at its end can be repeated.</summary>
    public TimeSpan FileKeep { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>The clock of everything that the server dates and waits for.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Bytes of the disk that files leave free, so that messages go on when files have no more room.</summary>
    public long FileReserve { get; init; } = 64L * 1024 * 1024;

    /// <summary>Bytes that all files on their way may have together; null for what the disk has, see <see cref="FileShare"/>.</summary>
    public long? FileQuota { get; init; }

    /// <summary>Bytes that the files of one sender may have together while they are on their way; null for no limit of their own.</summary>
    public long? SenderQuota { get; init; }

    /// <summary>The part of the free disk that files may take.</summary>
    public double FileShare { get; init; } = 0.9;

    /// <summary>A transfer in which nothing moves for so long is ended.</summary>
    public TimeSpan FileIdle { get; init; } = TimeSpan.FromDays(7);

    /// <summary>An offer that nobody answers for so long is ended.</summary>
    public TimeSpan OfferIdle { get; init; } = TimeSpan.FromDays(30);
}
