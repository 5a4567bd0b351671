using Teahouse.Protocol;
using Teahouse.Server.Live;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Conversations;

/// <summary>The one way to note something in a conversation: stored first, told to everybody after the commit, in seq order.</summary>
public sealed class EventLog(Db db, RoomFeed feed, TimeProvider time)
{
    /// <summary>Appends an event in a transaction of its own.</summary>
    /// <returns>The stored event, or the first one when the client id was sent before.</returns>
    public Task<Event> Append(long conversationId, Author by, Guid? clientId, EventBody body) =>
        db.Write(transaction => Append(transaction, conversationId, by, clientId, body));

    /// <summary>Appends an event together with what else the transaction changes.</summary>
    /// <returns>The stored event, or the first one when the client id was sent before.</returns>
    public Event Append(WriteTransaction transaction, long conversationId, Author by, Guid? clientId, EventBody body)
    {
        var draft = new EventDraft(conversationId, by, clientId, time.GetUtcNow().ToUnixTimeMilliseconds(), body);
        var (stored, isNew) = EventStore.Append(transaction, draft);
        if (isNew) transaction.AfterCommit(() => feed.Publish(conversationId, stored));
        return stored;
    }
}
