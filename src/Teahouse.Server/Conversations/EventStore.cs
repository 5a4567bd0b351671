using System.Data.Common;
using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Conversations;

/// <summary>The conversations' event logs in the database: append, and pages by seq.</summary>
public sealed class EventStore(Db db)
{
    private const string EventColumns =
        """
        SELECT e.seq AS Seq, e.ordinal AS Ordinal, e.at AS At, e.sender_id AS SenderId, u.name AS Name,
               e.client_id AS ClientId, e.body AS Body
        FROM events e JOIN users u ON u.id = e.sender_id
        """;

    private const string HeadOf = "SELECT head FROM conversations WHERE id = @conversation";

    private const string TimeOf = "SELECT at FROM events WHERE conversation_id = @conversation AND seq = @seq";

    private const string FindByClient =
        "SELECT conversation_id, seq, ordinal, at, body FROM events WHERE sender_id = @sender AND client_id = @client";

    private const string Insert =
        """
        INSERT INTO events (conversation_id, seq, ordinal, at, sender_id, client_id, body)
        SELECT id, head + 1, messages + @counts, @at, @sender, @client, @body FROM conversations WHERE id = @conversation

        """;

    private const string InsertNew =
        Insert + "ON CONFLICT (client_id, sender_id) WHERE client_id IS NOT NULL DO NOTHING RETURNING seq, ordinal";

    private const string Advance =
        "UPDATE conversations SET head = @seq, head_at = @at, messages = @ordinal WHERE id = @conversation";

    private const string CountOwn = "UPDATE members SET own = own + 1 WHERE conversation_id = @conversation AND user_id = @sender";

    /// <summary>
    /// Takes the conversation's next seq and inserts the event. A client id that is there already with the same body gives the first event
    /// again, and <c>IsNew</c> is false.
    /// </summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.ClientIdReused"/>: the id was used for something else.</exception>
    public static (Event Event, bool IsNew) Append(WriteTransaction transaction, EventDraft draft)
    {
        var client = draft.ClientId?.ToByteArray(bigEndian: true);
        var counts = draft.Body.IsMessage ? 1 : 0;
        var insert = InsertNew;
#if SEEDED_FAULTS
        if (SeededFault.StoresTwice) insert = Insert + "RETURNING seq, ordinal";
#endif
        long seq, ordinal;
        using (var reader = transaction.Prepared(
            insert, ("@conversation", draft.ConversationId), ("@counts", counts), ("@at", draft.At), ("@sender", draft.By.Id),
            ("@client", client), ("@body", draft.Json)).ExecuteReader())
        {
            if (!reader.Read()) return (FindSent(transaction, draft, client), false);
            (seq, ordinal) = (reader.GetInt64(0), reader.GetInt64(1));
        }
        transaction.Prepared(
            Advance, ("@seq", seq), ("@at", draft.At), ("@ordinal", ordinal), ("@conversation", draft.ConversationId)).ExecuteNonQuery();
        if (counts == 1)
            transaction.Prepared(CountOwn, ("@conversation", draft.ConversationId), ("@sender", draft.By.Id)).ExecuteNonQuery();
        return (draft.ToEvent(seq, ordinal), true);
    }

    /// <summary>Events after a seq, oldest first.</summary>
    public EventPage After(long conversationId, long seq, int limit) => Page(
        EventColumns + " WHERE e.conversation_id = @conversation AND e.seq > @seq ORDER BY e.seq LIMIT @limit",
        conversationId, seq, limit, reverse: false);

    /// <summary>Events before a seq, oldest first.</summary>
    public EventPage Before(long conversationId, long seq, int limit) => Page(
        EventColumns + " WHERE e.conversation_id = @conversation AND e.seq < @seq ORDER BY e.seq DESC LIMIT @limit",
        conversationId, seq, limit, reverse: true);

    /// <summary>
    /// Where a moment lies. Seqs have no hole, so a search by halves looks at 24 events of ten million, and needs no index that every
    /// message would have to pay for. A clock that was set back leaves several places; it finds one of them.
    /// </summary>
    public Place Find(long conversationId, long at) => db.Read(connection =>
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        var head = HeadIn(connection, conversationId);
        var (first, end) = (1L, head + 1);
        while (first < end)
        {
            var seq = first + (end - first) / 2;
            var time = (long)connection.Prepared(TimeOf, ("@conversation", conversationId), ("@seq", seq)).ExecuteScalar()!;
            if (time >= at) end = seq;
            else first = seq + 1;
        }
        return new Place(first, head);
    });

    /// <summary>One event that a sender gave a client id, if it is stored.</summary>
    public static Event? Sent(WriteTransaction transaction, Author by, Guid clientId)
    {
        using var reader = transaction
            .Prepared(FindByClient, ("@sender", by.Id), ("@client", clientId.ToByteArray(bigEndian: true))).ExecuteReader();
        return reader.Read() ? ReadSent(reader, by, clientId) : null;
    }

    private static Event FindSent(WriteTransaction transaction, EventDraft draft, byte[]? client)
    {
        using var reader = transaction.Prepared(FindByClient, ("@sender", draft.By.Id), ("@client", client)).ExecuteReader();
        if (!reader.Read()) throw new ChatException(ErrorCode.NotFound);
        if (reader.GetInt64(0) != draft.ConversationId || reader.GetString(4) != draft.Json)
            throw new ChatException(ErrorCode.ClientIdReused);
        return ReadSent(reader, draft.By, draft.ClientId!.Value);
    }

    private static Event ReadSent(DbDataReader reader, Author by, Guid clientId) =>
        new(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), by.Id, by.Name, clientId, ReadBody(reader.GetString(4)));

    private EventPage Page(string sql, long conversationId, long seq, int limit, bool reverse) => db.Read(connection =>
    {
        using var snapshot = connection.BeginTransaction(deferred: true);
        var rows = connection.Rows<EventRow>(sql, ("@conversation", conversationId), ("@seq", seq), ("@limit", limit));
        var events = Array.ConvertAll(rows, row => row.ToEvent());
        if (reverse) Array.Reverse(events);
        return new EventPage(events, HeadIn(connection, conversationId));
    });

    private static long HeadIn(HouseConnection connection, long conversationId) =>
        (long?)connection.Prepared(HeadOf, ("@conversation", conversationId)).ExecuteScalar() ?? 0;

    private static EventBody ReadBody(string json) => JsonSerializer.Deserialize<EventBody>(json, Wire.Tolerant)!;

    private sealed class EventRow
    {
        public long Seq { get; init; }
        public long Ordinal { get; init; }
        public long At { get; init; }
        public long SenderId { get; init; }
        public string Name { get; init; } = "";
        public byte[]? ClientId { get; init; }
        public string Body { get; init; } = "";

        public Event ToEvent() =>
            new(Seq, Ordinal, At, SenderId, Name, ClientId is null ? null : new Guid(ClientId, bigEndian: true), ReadBody(Body));
    }
}
