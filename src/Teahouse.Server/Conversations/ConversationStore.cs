using System.Globalization;
using System.Text.Json;
using Dapper;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Conversations;

/// <summary>Conversations and their members in the database.</summary>
public sealed class ConversationStore(Db db)
{
    // A pair has exactly two member rows, so the other one is the peer; the public room has no peer.
    private const string MemberColumns =
        """
        SELECT c.id AS ConversationId, m.user_id AS UserId, c.kind AS Kind,
               CASE WHEN c.kind = 1 THEN
                 (SELECT p.user_id FROM members p WHERE p.conversation_id = c.id AND p.user_id <> m.user_id) END AS PeerId,
               c.head AS Head, c.head_at AS HeadAt, m.read_seq AS ReadSeq,
               (c.messages - m.read_ordinal) - (m.own - m.read_own) AS Unread
        FROM members m JOIN conversations c ON c.id = m.conversation_id
        """;

    /// <summary>The conversation if the user is a member of it.</summary>
    public Member? Find(long userId, long conversationId) => db.Read(connection => Find(connection, userId, conversationId));

    /// <summary>All conversations of a user, the public room first.</summary>
    public Member[] All(long userId) => db.Read(connection => connection
        .Rows<MemberRow>(MemberColumns + " WHERE m.user_id = @user ORDER BY c.id", ("@user", userId))
        .Select(row => row.ToMember()).ToArray());

    /// <summary>The ids of all conversations of a user.</summary>
    public long[] IdsOf(long userId) => db.Read(connection => connection
        .Rows<long>("SELECT conversation_id FROM members WHERE user_id = @user", ("@user", userId)));

    /// <summary>The seq of the last event of each conversation.</summary>
    public Dictionary<long, long> Heads(IEnumerable<long> conversationIds) => db.Read(connection => connection
        .Rows<(long Id, long Head)>(
            "SELECT id, head FROM conversations WHERE id IN (SELECT value FROM json_each(@ids))",
            ("@ids", JsonSerializer.Serialize(conversationIds)))
        .ToDictionary(row => row.Id, row => row.Head));

    /// <summary>
    /// The private conversation of two people, made when there is none; tells whether it was made now. The id comes from the clock: after
    /// an old copy of the data was put back no other conversation gets one that was given before, and with it what waits for somebody.
    /// </summary>
    public Task<(Member Member, bool Made)> OpenPair(long userId, long peerId, long at) => db.Write(transaction =>
    {
        var key = PairKey(userId, peerId);
        var id = transaction.Connection.ExecuteScalar<long?>(
            "SELECT id FROM conversations WHERE pair_key = @key", new { key }, transaction.Transaction);
        var made = id is null;
        if (made)
        {
            var last = transaction.Connection.ExecuteScalar<long>(
                "SELECT MAX(id) FROM conversations", transaction: transaction.Transaction);
            id = Math.Max(at, last + 1);
            transaction.Connection.Execute(
                "INSERT INTO conversations (id, kind, pair_key) VALUES (@id, @kind, @key)",
                new { id, kind = (int)ConversationKind.Private, key }, transaction.Transaction);
            Join(transaction, id.Value, userId);
            Join(transaction, id.Value, peerId);
        }
        return (Find(transaction.Connection, userId, id!.Value)!, made);
    });

    /// <summary>Makes a user a member; what was said before counts as read.</summary>
    public static void Join(WriteTransaction transaction, long conversationId, long userId) => transaction.Connection.Execute(
        """
        INSERT INTO members (conversation_id, user_id, read_seq, read_ordinal)
        SELECT id, @userId, head, messages FROM conversations WHERE id = @conversationId
        """,
        new { conversationId, userId }, transaction.Transaction);

    private static Member? Find(HouseConnection connection, long userId, long conversationId) => connection
        .Rows<MemberRow>(
            MemberColumns + " WHERE m.user_id = @user AND m.conversation_id = @conversation", ("@user", userId),
            ("@conversation", conversationId))
        .SingleOrDefault()?.ToMember();

    private static string PairKey(long a, long b) => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(a, b)}:{Math.Max(a, b)}");

    private sealed class MemberRow
    {
        public long ConversationId { get; init; }
        public long UserId { get; init; }
        public long Kind { get; init; }
        public long? PeerId { get; init; }
        public long Head { get; init; }
        public long? HeadAt { get; init; }
        public long ReadSeq { get; init; }
        public long Unread { get; init; }

        public Member ToMember() => new(ConversationId, UserId, (ConversationKind)Kind, PeerId, Head, HeadAt, ReadSeq, Unread);
    }
}
