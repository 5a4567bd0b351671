namespace Teahouse.Protocol;

/// <summary>A person as the others see them.</summary>
/// <param name="Id">The person's id.</param>
/// <param name="Name">The account's name.</param>
/// <param name="Online">Whether at least one window of theirs is connected.</param>
/// <param name="LastSeenAt">When their last window went, Unix time in milliseconds, UTC; null when never or when online.</param>
public sealed record Person(long Id, string Name, bool Online, long? LastSeenAt);

/// <summary>People who came or went.</summary>
/// <param name="Full">True when <paramref name="People"/> is everybody who is online, and whoever is not in it is offline.</param>
/// <param name="People">The people.</param>
public sealed record PresenceUpdate(bool Full, Person[] People);
