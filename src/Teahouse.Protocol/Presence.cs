namespace Teahouse.Protocol;

/// <summary>A person as the others see them.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Name">The account's name.</param>
/// <param name="Online">Whether at least one window of theirs is connected.</param>
/// <param name="LastSeenAt">When their last window went, Unix time in milliseconds, UTC; null when never or when online.</param>
/// <param name="Away">Whether they are online, but nobody sits at any of their windows.</param>
/// <param name="Tone">The colour that they chose, 1 to <see cref="Limits.Tones"/>; 0 when they left that to the page.</param>
public sealed record Person(long Id, string Name, bool Online, long? LastSeenAt, bool Away = false, int Tone = 0);

/// <summary>People who came or went.</summary>
/// <param name="Full">True when <paramref name="People"/> is everybody who is online, and whoever is not in it is offline.</param>
/// <param name="People">The people.</param>
public sealed record PresenceUpdate(bool Full, Person[] People);

/// <summary>Says whether somebody sits at this window.</summary>
/// <param name="Away">True when nobody has touched it for a while.</param>
public sealed record AwayState(bool Away);

/// <summary>Chooses the colour that the others see the caller in.</summary>
/// <param name="Tone">1 to <see cref="Limits.Tones"/>, or 0 to leave it to the page.</param>
public sealed record ToneChoice(int Tone);

/// <summary>Says that the caller is writing; said again every few seconds while that lasts.</summary>
/// <param name="ConversationId">Where.</param>
public sealed record TypingIn(long ConversationId);

/// <summary>People who have just been writing in a conversation. Nobody says that they stopped: it passes by itself.</summary>
/// <param name="ConversationId">The conversation.</param>
/// <param name="People">Their ids, at most <see cref="Limits.TypingPeople"/>.</param>
public sealed record TypingNow(long ConversationId, long[] People);
