using System.Collections.Concurrent;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Live;
using Teahouse.Server.Users;

namespace Teahouse.Server.Presence;

/// <summary>
/// Who is writing where: gathered for a moment and told together, so that many who write in a large room are not many times as many
/// messages. Only told, never stored.
/// </summary>
public sealed class TypingRules
{
    private readonly ConcurrentDictionary<(long ConversationId, long PersonId), bool> _noted = [];
    private readonly ConversationRules _conversations;
    private readonly RoomFeed _feed;
    private readonly Coalescer _telling;

    /// <summary>Makes the keeper of who is writing.</summary>
    public TypingRules(ConversationRules conversations, RoomFeed feed, TimeProvider time)
    {
        (_conversations, _feed) = (conversations, feed);
        _telling = new Coalescer(TimeSpan.FromMilliseconds(500), Tell, time);
    }

    /// <summary>Somebody is writing.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Task Note(Caller caller, TypingIn typing)
    {
        var member = _conversations.Load(caller, typing.ConversationId);
        _noted[(member.ConversationId, caller.Id)] = true;
        _telling.Poke();
        return Task.CompletedTask;
    }

    private Task Tell()
    {
        var noted = _noted.Keys.ToArray();
        foreach (var key in noted) _noted.TryRemove(key, out _);
        foreach (var room in noted.GroupBy(key => key.ConversationId, key => key.PersonId))
        {
            var typing = new TypingNow(room.Key, [.. room.Take(Limits.TypingPeople)]);
            _feed.Tell(room.Key, $"typing:{room.Key}", ClientEvents.Typing(typing));
        }
        return Task.CompletedTask;
    }
}
