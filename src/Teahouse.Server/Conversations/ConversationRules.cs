using Teahouse.Protocol;
using Teahouse.Server.Live;
using Teahouse.Server.Presence;
using Teahouse.Server.Storage;
using Teahouse.Server.Users;

namespace Teahouse.Server.Conversations;

/// <summary>Which conversations a user has, and how a connection begins.</summary>
public sealed class ConversationRules(
    ConversationStore store, ReadMarks marks, PresenceRules presence, RoomFeed feed, Connections connections, Db db, TimeProvider time)
{
    /// <summary>
    /// Begins a connection: it listens first and reads the state then; what falls between comes twice and is told apart by seq.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.OtherVersion"/>.</exception>
    public async Task<Welcome> Welcome(LiveConnection live, Hello hello)
    {
        if (hello.Version != Wire.Version) throw new ChatException(ErrorCode.OtherVersion);
        live.DeviceId = hello.DeviceId;
        var caller = live.Caller;
#if SEEDED_FAULTS
        if (SeededFault.ReadsBeforeItListens)
        {
            var early = await All(caller);
            await Task.Delay(3_000);
            feed.Subscribe(live, Heads(early));
            return new Welcome(
                db.Epoch, new Person(caller.Id, caller.Name, true, null), early, [], time.GetUtcNow().ToUnixTimeMilliseconds(), null);
        }
#endif
        feed.Subscribe(live, store.HeadsOf(caller.Id));
        presence.Arrived(live);
        var mine = await All(caller);
        feed.CatchUp(Heads(mine));
        var people = presence.Around(mine.Where(c => c.PeerId is not null).Select(c => c.PeerId!.Value));
        var me = people.FirstOrDefault(person => person.Id == caller.Id) ?? new Person(caller.Id, caller.Name, true, null);
        return new Welcome(
            db.Epoch, me, mine, people,
            time.GetUtcNow().ToUnixTimeMilliseconds(), connections.LastGoodbye(hello.DeviceId));
    }

    /// <summary>The state of all of the caller's conversations.</summary>
    public async Task<Conversation[]> All(Caller caller)
    {
        await marks.Flush(caller.Id);
        return [.. store.All(caller.Id).Select(member => member.ToConversation())];
    }

    /// <summary>The private conversation with somebody else, made when there is none; then both sides' windows listen to it.</summary>
    public async Task<Conversation> Open(Caller caller, OpenConversation open)
    {
        if (open.PersonId == caller.Id || !presence.Exists(open.PersonId)) throw new ChatException(ErrorCode.NotFound);
        var (member, made) = await store.OpenPair(caller.Id, open.PersonId, time.GetUtcNow().ToUnixTimeMilliseconds());
        if (made)
        {
            Introduce(caller.Id, member.ConversationId);
            Introduce(open.PersonId, member.ConversationId);
        }
        return member.ToConversation();
    }

    /// <summary>The conversation, if the caller is a member.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Member Load(Caller caller, long conversationId) =>
        store.Find(caller.Id, conversationId) ?? throw new ChatException(ErrorCode.NotFound);

    private void Introduce(long userId, long conversationId)
    {
        var windows = connections.Of(userId);
        foreach (var window in windows) feed.Subscribe(window, [new Head(conversationId, 0)]);
        var added = store.Find(userId, conversationId)!.ToConversation();
        feed.CatchUp(Heads([added]));
        var message = ClientEvents.ConversationAdded(added);
        foreach (var window in windows) window.Tell($"added:{conversationId}", message);
    }

    private static IEnumerable<Head> Heads(IEnumerable<Conversation> conversations) =>
        conversations.Select(one => new Head(one.Id, one.Head));
}
