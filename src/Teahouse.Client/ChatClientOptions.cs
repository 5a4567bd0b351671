using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Teahouse.Client;

/// <summary>What a <see cref="ChatClient"/> needs to know.</summary>
public sealed record ChatClientOptions
{
    /// <summary>The server's address, such as <c>http://192.168.1.5:8080/</c>.</summary>
    public required Uri Server { get; init; }

    /// <summary>Gives the bearer token of the session; null in a browser, where the cookie is the session.</summary>
    public Func<Task<string?>>? Token { get; init; }

    /// <summary>Where messages wait until they are acknowledged.</summary>
    public IOutboxStore Outbox { get => field ??= new MemoryOutboxStore(); init; }

    /// <summary>
    /// What this client calls itself when it logs in, as people see it among their sessions, in ASCII; null in a browser, which says it
    /// itself.
    /// </summary>
    public string? Agent { get; init; }

    /// <summary>This window's id, the same over all its connections.</summary>
    public Guid DeviceId { get; init; } = Guid.NewGuid();

    /// <summary>The clock of every wait and time-out.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where the client logs.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;

    /// <summary>The chance in the waits before reconnecting.</summary>
    public Random Chance { get; init; } = Random.Shared;

    /// <summary>An address on the server.</summary>
    /// <param name="path">A path without a leading slash.</param>
    internal Uri At(string path) => new(Server, path);
}
