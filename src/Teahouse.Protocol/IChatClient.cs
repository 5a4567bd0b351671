namespace Teahouse.Protocol;

/// <summary>
/// What the server tells a client. All of it is a hint: whatever is missed here is found again by seq through <see cref="IChatServer"/>.
/// </summary>
public interface IChatClient
{
    /// <summary>New events of one conversation, in seq order.</summary>
    Task Events(EventBatch batch);

    /// <summary>The heads of conversations for which this connection fell too far behind; it reads the events itself.</summary>
    Task Heads(HeadList heads);

    /// <summary>
    /// Every <see cref="Limits.HeartbeatSeconds"/>: a sum that differs from the client's own means that something was missed.
    /// </summary>
    Task Heartbeat(Heartbeat heartbeat);

    /// <summary>The user's read mark in a conversation moved, in this window or another.</summary>
    Task ReadMoved(MarkRead mark);

    /// <summary>People came or went.</summary>
    Task Presence(PresenceUpdate update);

    /// <summary>People are writing in a conversation of the user.</summary>
    Task Typing(TypingNow typing);

    /// <summary>A conversation that the user has just become a member of.</summary>
    Task ConversationAdded(Conversation conversation);

    /// <summary>How far a file transfer of the user has come.</summary>
    Task TransferProgress(TransferProgress progress);

    /// <summary>The last event on a connection that the server closes, with the reason.</summary>
    Task Goodbye(Goodbye goodbye);
}
