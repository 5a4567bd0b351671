using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Where the live connection stands.</summary>
public enum LinkStatus
{
    /// <summary>The first connection is being made.</summary>
    Connecting,

    /// <summary>Connected and up to date, or about to be.</summary>
    Online,

    /// <summary>Not connected; tried again by itself.</summary>
    Offline,

    /// <summary>There is no session any more; somebody has to log in. Final.</summary>
    SignedOut,

    /// <summary>The server speaks another version; the page has to be reloaded. Final.</summary>
    Outdated,
}

/// <summary>The state of the live connection.</summary>
/// <param name="Status">Where it stands.</param>
/// <param name="Since">When it came to stand there; an offline time goes on over failed tries.</param>
/// <param name="NextTry">When the next try comes while offline; null while one is being made.</param>
/// <param name="Goodbye">Why the server ended the connection, when it said so; kept while offline and at the next time online.</param>
public sealed record LinkState(LinkStatus Status, DateTimeOffset Since, DateTimeOffset? NextTry = null, GoodbyeCode? Goodbye = null)
{
    /// <summary>Whether calls can be made.</summary>
    public bool IsOnline => Status == LinkStatus.Online;

    /// <summary>Whether the client has given up for good.</summary>
    public bool IsFinal => Status is LinkStatus.SignedOut or LinkStatus.Outdated;
}
