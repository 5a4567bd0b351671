using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>What a room asks of the client that it belongs to.</summary>
/// <param name="Person">Finds a person.</param>
/// <param name="Ask">Asks the server for the state of all conversations.</param>
/// <param name="UnreadMoved">Some count changed.</param>
internal sealed record RoomHooks(Func<long, Person?> Person, Action Ask, Action UnreadMoved);
