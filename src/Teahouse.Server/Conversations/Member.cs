using Teahouse.Protocol;

namespace Teahouse.Server.Conversations;

/// <summary>A conversation as found through one member: holding it proves the membership.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="UserId">The member.</param>
/// <param name="Kind">Public room or pair.</param>
/// <param name="PeerId">The other one of a pair.</param>
/// <param name="Head">The last event's seq.</param>
/// <param name="HeadAt">When that event was stored, Unix time in milliseconds, UTC; null when there is none.</param>
/// <param name="ReadSeq">The member's stored read mark.</param>
/// <param name="Unread">Messages by others after it.</param>
public sealed record Member(
    long ConversationId, long UserId, ConversationKind Kind, long? PeerId, long Head, long? HeadAt, long ReadSeq, long Unread)
{
    /// <summary>As it goes to the member's client.</summary>
    public Conversation ToConversation() => new(ConversationId, Kind, PeerId, Head, HeadAt, ReadSeq, Unread);
}
