using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Where a message of the outbox stands.</summary>
public enum OutboxState
{
    /// <summary>Waits for its turn, for the connection, or for the time the server asked for.</summary>
    Waiting,

    /// <summary>On its way to the server.</summary>
    Sending,

    /// <summary>Refused; it can be tried again or discarded.</summary>
    Failed,

    /// <summary>Stored by the server; shown here until its event stands in the timeline, so that it is never nowhere.</summary>
    Sent,
}

/// <summary>A message that is not in the timeline yet. Each change makes a new object with the same <paramref name="ClientId"/>.</summary>
/// <param name="ClientId">A UUIDv7, made before the first try and the same in every one.</param>
/// <param name="ConversationId">Where it goes.</param>
/// <param name="Text">The text.</param>
/// <param name="CreatedAt">When it was written, Unix time in milliseconds, UTC; never the same twice in one outbox, so that it
/// gives the order.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it was refused, when it was.</param>
public sealed record OutboxItem(
    Guid ClientId, long ConversationId, string Text, long CreatedAt,
    OutboxState State = OutboxState.Waiting, ErrorCode? Reason = null);
