namespace Teahouse.Protocol;

/// <summary>The first call of a connection.</summary>
/// <param name="Version">The client's <see cref="Wire.Version"/>; another one is answered <see cref="ErrorCode.OtherVersion"/>.</param>
/// <param name="DeviceId">An id that this window keeps over its connections, so that it can be told why the last one ended.</param>
public sealed record Hello(int Version, Guid DeviceId);

/// <summary>The answer to <see cref="Hello"/>.</summary>
/// <param name="Epoch">The database's identity, 32 hexadecimal digits. Another one than before: the client drops what it kept and
/// reloads.</param>
/// <param name="Me">The caller.</param>
/// <param name="Conversations">The caller's conversations, the public room first.</param>
/// <param name="People">Everybody online, and everybody the caller has a conversation with.</param>
/// <param name="Now">The server's clock, Unix time in milliseconds, UTC.</param>
/// <param name="LastGoodbye">Why the server closed this device's connection before, when it did.</param>
public sealed record Welcome(
    string Epoch, Person Me, Conversation[] Conversations, Person[] People, long Now, GoodbyeCode? LastGoodbye);

/// <summary>A sign of life that also proves that nothing was missed.</summary>
/// <param name="HeadSum">The sum of the heads of the user's conversations.</param>
public sealed record Heartbeat(long HeadSum);

/// <summary>The reason for which the server closes a connection.</summary>
/// <param name="Code">The reason; the table in docs/PROTOCOL.md says for each whether to connect again.</param>
public sealed record Goodbye(GoodbyeCode Code);

/// <summary>Reasons for which the server closes a connection.</summary>
public enum GoodbyeCode
{
    /// <summary>The session was logged out, or has ended. Do not reconnect; log in.</summary>
    LoggedOut = 9001,

    /// <summary>The password was changed in another window. Do not reconnect; log in.</summary>
    PasswordChanged = 9002,

    /// <summary>The account was disabled. Do not reconnect.</summary>
    AccountDisabled = 9003,

    /// <summary>The client did not read for <see cref="Limits.SlowWriteSeconds"/>. Reconnect.</summary>
    TooSlow = 9004,

    /// <summary>The server is stopping. Reconnect.</summary>
    ServerStopping = 9005,
}
