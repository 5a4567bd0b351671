using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>One live connection from its making to its end.</summary>
/// <param name="Calls">The calls up; they throw <see cref="ChatException"/> for a refusal, anything else for an unknown outcome.</param>
/// <param name="Ended">Completes, without an exception, when the connection has ended.</param>
/// <param name="HangUp">Ends it; may be called more than once.</param>
public sealed record LiveLink(IChatServer Calls, Task Ended, Func<ValueTask> HangUp);

/// <summary>Makes a live connection: over the network, or to a simulated server in a test.</summary>
/// <param name="events">Takes what the server tells on this connection.</param>
/// <param name="stop">Ends the attempt.</param>
/// <returns>The connection, before its Hello.</returns>
/// <exception cref="ChatException"><see cref="ErrorCode.NotSignedIn"/> when there is no session. Everything else counts as
/// unreachable.</exception>
public delegate Task<LiveLink> Dial(IChatClient events, CancellationToken stop);

/// <summary>The connection is not there, broke, or did not answer in time: whether a call took effect is unknown.</summary>
public sealed class LinkException : Exception
{
    /// <summary>An unknown outcome.</summary>
    /// <param name="message">What happened, for the log.</param>
    /// <param name="inner">The cause.</param>
    public LinkException(string message, Exception? inner = null) : base(message, inner) { }
}
