using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>What a conversation is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ConversationKind>))]
public enum ConversationKind
{
    /// <summary>The public room: everybody is a member.</summary>
    [JsonStringEnumMemberName("public")] Public,

    /// <summary>A pair of people.</summary>
    [JsonStringEnumMemberName("private")] Private,
}

/// <summary>A conversation as one member sees it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Kind">Public room or pair.</param>
/// <param name="PeerId">The other person of a private conversation, else null.</param>
/// <param name="Head">The seq of its last event, 0 when it has none.</param>
/// <param name="HeadAt">When that event was stored, Unix time in milliseconds, UTC; null when it has none. Whoever holds an event of
/// that seq with another time holds another log.</param>
/// <param name="ReadSeq">The seq up to which the member has read.</param>
/// <param name="Unread">Messages by others after <paramref name="ReadSeq"/>.</param>
public sealed record Conversation(
    long Id, ConversationKind Kind, long? PeerId, long Head, long? HeadAt, long ReadSeq, long Unread);

/// <summary>Asks for the private conversation with a person.</summary>
/// <param name="PersonId">The other person's id.</param>
public sealed record OpenConversation(long PersonId);

/// <summary>A read mark: everything up to <paramref name="Seq"/> is read.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Seq">The last seq that was read.</param>
public sealed record MarkRead(long ConversationId, long Seq);

/// <summary>The seq of a conversation's last event.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Seq">Its head.</param>
public sealed record Head(long ConversationId, long Seq);

/// <summary>Heads of several conversations.</summary>
/// <param name="Items">One entry a conversation.</param>
public sealed record HeadList(Head[] Items);
