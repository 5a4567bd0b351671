using Teahouse.Protocol;
using Teahouse.Server.Live;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Conversations;

/// <summary>The one way to note something in a conversation: stored first, told to everybody after the commit, in seq order.</summary>
public sealed class EventLog(Db db, RoomFeed feed, TimeProvider time)
{
    /// <summary>Appends an event in a transaction of its own.</summary>
    /// <returns>The stored event, or the first one when the client id was sent before.</returns>
    public Task<Event> Append(long conversationId, Author by, Guid? clientId, EventBody body)
    {
        var draft = new EventDraft(conversationId, by, clientId, 0, body);
        return db.Write(transaction => Append(transaction, draft));
    }

    /// <summary>Appends an event together with what else the transaction changes.</summary>
    /// <returns>The stored event, or the first one when the client id was sent before.</returns>
    public Event Append(WriteTransaction transaction, long conversationId, Author by, Guid? clientId, EventBody body) =>
        Append(transaction, new EventDraft(conversationId, by, clientId, 0, body));

    // The time is taken here, so that the log's times are in the order of its seqs.
    private Event Append(WriteTransaction transaction, EventDraft draft)
    {
        var since = time.GetTimestamp();
        var (stored, isNew) = EventStore.Append(transaction, draft with { At = time.GetUtcNow().ToUnixTimeMilliseconds() });
        if (isNew) transaction.AfterCommit(() => feed.Publish(draft.ConversationId, stored, since));
        return stored;
    }
}
