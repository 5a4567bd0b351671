using Teahouse.Server.Storage;

namespace Teahouse.Server.Conversations;

/// <summary>Read marks in the database. Beside the seq each keeps the two counts that make unread a subtraction.</summary>
public sealed class ReadMarkStore(Db db)
{
    // Who wrote nothing since the last mark, and who is at the head, has a count that is known; only for others the stretch between the
    // marks is counted.
    private const string Move =
        """
        UPDATE members SET
            read_own = CASE
                WHEN own = read_own OR @seq = (SELECT head FROM conversations WHERE id = @conversation) THEN own
                ELSE read_own + (
                    SELECT COUNT(*) FROM events e
                    WHERE e.conversation_id = @conversation AND e.seq > members.read_seq AND e.seq <= @seq AND e.sender_id = @user
                      AND e.ordinal > COALESCE(
                          (SELECT p.ordinal FROM events p WHERE p.conversation_id = e.conversation_id AND p.seq = e.seq - 1), 0))
                END,
            read_ordinal = (SELECT ordinal FROM events WHERE conversation_id = @conversation AND seq = @seq),
            read_seq = @seq
        WHERE conversation_id = @conversation AND user_id = @user AND read_seq < @seq
        """;

    /// <summary>Moves marks forward in one transaction; each seq is at most its conversation's head.</summary>
    public Task Write((long UserId, long ConversationId, long Seq)[] marks) => db.Write(transaction =>
    {
        foreach (var (user, conversation, seq) in marks)
            transaction.Prepared(Move, ("@user", user), ("@conversation", conversation), ("@seq", seq)).ExecuteNonQuery();
    });
}
