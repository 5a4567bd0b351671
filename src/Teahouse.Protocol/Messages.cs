namespace Teahouse.Protocol;

/// <summary>One entry of a conversation's log.</summary>
/// <param name="Seq">1, 2, 3 … without holes, per conversation.</param>
/// <param name="Ordinal">The number of messages up to and including this event.</param>
/// <param name="At">When it was stored, Unix time in milliseconds, UTC.</param>
/// <param name="By">The id of the person who caused it.</param>
/// <param name="Name">That person's name.</param>
/// <param name="ClientId">The id its sender gave it, null for what the server noted itself.</param>
/// <param name="Body">What happened.</param>
public sealed record Event(long Seq, long Ordinal, long At, long By, string Name, Guid? ClientId, EventBody Body);

/// <summary>Events of one conversation in seq order.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Events">The events, without a hole between the first and the last.</param>
public sealed record EventBatch(long ConversationId, Event[] Events);

/// <summary>Sends a text.</summary>
/// <param name="ConversationId">Where to.</param>
/// <param name="ClientId">A UUIDv7 that the client made and kept before the first try.</param>
/// <param name="Text">1 to <see cref="Limits.MessageCodePoints"/> code points, at most <see cref="Limits.MessageBytes"/> bytes of
/// UTF-8.</param>
public sealed record SendText(long ConversationId, Guid ClientId, string Text);

/// <summary>The acknowledgement of an event: it is stored and will be there after a power loss.</summary>
/// <param name="Seq">Its place in the conversation's log.</param>
/// <param name="Ordinal">The number of messages up to it.</param>
/// <param name="At">When it was stored, Unix time in milliseconds, UTC.</param>
public sealed record Sent(long Seq, long Ordinal, long At);

/// <summary>Asks for the events after a seq.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Seq">The last seq that the client has.</param>
/// <param name="Limit">1 to <see cref="Limits.PageEvents"/>.</param>
public sealed record ReadAfter(long ConversationId, long Seq, int Limit);

/// <summary>Asks for the events before a seq.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="Seq">The first seq that the client has, or <see cref="Limits.Newest"/> for the newest page.</param>
/// <param name="Limit">1 to <see cref="Limits.PageEvents"/>.</param>
public sealed record ReadBefore(long ConversationId, long Seq, int Limit);

/// <summary>Asks where a moment lies in a conversation's log.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="At">Unix time in milliseconds, UTC.</param>
public sealed record FindMoment(long ConversationId, long At);

/// <summary>A place in a conversation's log.</summary>
/// <param name="Seq">An event that was stored at the moment or after it, where the one before was stored earlier; one above the head when
/// the last event is earlier.</param>
/// <param name="Head">The conversation's head when it was read.</param>
public sealed record Place(long Seq, long Head);

/// <summary>A stretch of a conversation's log.</summary>
/// <param name="Events">Oldest first, without a hole; empty when there are none.</param>
/// <param name="Head">The conversation's head when it was read.</param>
public sealed record EventPage(Event[] Events, long Head);
