using System.Globalization;
using Dapper;
using Microsoft.Data.Sqlite;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Conversations;

/// <summary>Conversations and their members in the database.</summary>
public sealed class ConversationStore(Db db)
{
    private const string MemberColumns =
        """
        SELECT c.id, m.user_id, c.kind, c.pair_key, c.head, c.head_at, m.read_seq, (c.messages - m.read_ordinal) - (m.own - m.read_own)
        FROM members m JOIN conversations c ON c.id = m.conversation_id
        """;

    /// <summary>The conversation if the user is a member of it.</summary>
    public Member? Find(long userId, long conversationId) => db.Read(connection => Find(connection, userId, conversationId));

    /// <summary>All conversations of a user, the public room first.</summary>
    public Member[] All(long userId) => db.Read(connection => connection
        .Rows(MemberColumns + " WHERE m.user_id = @user ORDER BY c.id", ReadMember, ("@user", userId)));

    /// <summary>All conversations of a user, and the seq of the last event of each.</summary>
    public Head[] HeadsOf(long userId) => db.Read(connection => connection.Rows(
        "SELECT c.id, c.head FROM members m JOIN conversations c ON c.id = m.conversation_id WHERE m.user_id = @user",
        row => new Head(row.GetInt64(0), row.GetInt64(1)), ("@user", userId)));

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
        .Rows(
            MemberColumns + " WHERE m.user_id = @user AND m.conversation_id = @conversation", ReadMember, ("@user", userId),
            ("@conversation", conversationId))
        .SingleOrDefault();

    private static Member ReadMember(SqliteDataReader row)
    {
        var userId = row.GetInt64(1);
        return new Member(
            row.GetInt64(0), userId, (ConversationKind)row.GetInt64(2), row.IsDBNull(3) ? null : PeerIn(row.GetString(3), userId),
            row.GetInt64(4), row.IsDBNull(5) ? null : row.GetInt64(5), row.GetInt64(6), row.GetInt64(7));
    }

    /// <summary>The two of a pair, the smaller id first.</summary>
    private static string PairKey(long a, long b) => string.Create(CultureInfo.InvariantCulture, $"{Math.Min(a, b)}:{Math.Max(a, b)}");

    /// <summary>The other one of a pair.</summary>
    private static long PeerIn(ReadOnlySpan<char> pairKey, long userId)
    {
        var middle = pairKey.IndexOf(':');
        var first = long.Parse(pairKey[..middle], CultureInfo.InvariantCulture);
        return first != userId ? first : long.Parse(pairKey[(middle + 1)..], CultureInfo.InvariantCulture);
    }
}
