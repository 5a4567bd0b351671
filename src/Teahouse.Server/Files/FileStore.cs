using Dapper;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Files;

/// <summary>Transfers and the hashes of their chunks in the database.</summary>
public sealed class FileStore(Db db)
{
    private const string Columns =
        """
        SELECT id AS Id, conversation_id AS ConversationId, sender_id AS SenderId, receiver_id AS ReceiverId, name AS Name, size AS Size,
               state AS State, received AS Received, digest AS Digest, changed_at AS ChangedAt,
               paused_by AS PausedBy, is_left AS IsLeft, synced AS Synced
        FROM files
        """;

    /// <summary>What the sender may send bytes for, see <see cref="Transfer.TakesBytes"/>.</summary>
    private const string TakesBytes = "digest IS NULL AND (state = @accepted OR (state = @offered AND is_left = 1))";

    /// <summary>The states in which bytes move.</summary>
    private static readonly int[] Running = [(int)FileState.Accepted, (int)FileState.Stored];

    private const string Insert =
        """
        INSERT INTO files (id, conversation_id, sender_id, receiver_id, name, size, state, received, created_at, changed_at, is_left)
        VALUES (@id, @conversation, @sender, @receiver, @name, @size, @state, 0, @at, @at, @left)
        """;

    /// <summary>The transfer if the user has a part in it.</summary>
    public Transfer? Find(long userId, Guid id) => db.Read(connection => One(connection.Rows<Row>(
        Columns + " WHERE id = @id AND (sender_id = @user OR receiver_id = @user)", ("@id", Key(id)), ("@user", userId))));

    /// <summary>The transfer, for the server's own work.</summary>
    public Transfer? Find(Guid id) => db.Read(connection => Find(connection, id));

    /// <summary>The transfer as a write sees it.</summary>
    public static Transfer? Find(WriteTransaction transaction, Guid id) => Find(transaction.Connection, id);

    /// <summary>All transfers in a state.</summary>
    public Transfer[] In(FileState state) => db.Read(connection => connection
        .Query<Row>(Columns + " WHERE state = @state", new { state = (int)state }).Select(row => row.ToTransfer()).ToArray());

    /// <summary>The chunks' hashes in order, 32 bytes each.</summary>
    public byte[] Hashes(Guid id, long from = 0, long most = long.MaxValue) => db.Read(connection => connection
        .Rows<byte[]>(
            "SELECT sha256 FROM file_chunks WHERE file_id = @id AND number >= @from ORDER BY number LIMIT @most",
            ("@id", Key(id)), ("@from", from), ("@most", most))
        .SelectMany(hash => hash).ToArray());

    /// <summary>Transfers in a state that have not changed since a time, Unix time in milliseconds, UTC.</summary>
    public Transfer[] Idle(FileState state, long since) => db.Read(connection => connection
        .Query<Row>(Columns + " WHERE state = @state AND changed_at < @since", new { state = (int)state, since })
        .Select(row => row.ToTransfer()).ToArray());

    /// <summary>Bytes that were accepted, or are being left here, and have not come yet.</summary>
    public static long Promised(WriteTransaction transaction) => (long)transaction.Prepared(
        "SELECT COALESCE(SUM(size - received), 0) FROM files WHERE " + TakesBytes,
        ("@accepted", (int)FileState.Accepted), ("@offered", (int)FileState.Offered)).ExecuteScalar()!;

    /// <summary>The size of all transfers that were accepted or left here and are not over, of one sender or of all.</summary>
    public static long OnTheirWay(WriteTransaction transaction, long? senderId = null) => transaction.Connection.ExecuteScalar<long>(
        """
        SELECT COALESCE(SUM(size), 0) FROM files
        WHERE (state IN @running OR (state = @offered AND is_left = 1)) AND (@senderId IS NULL OR sender_id = @senderId)
        """,
        new { running = Running, offered = (int)FileState.Offered, senderId }, transaction.Transaction);

    /// <summary>Adds an offer.</summary>
    public static void Add(WriteTransaction transaction, Transfer offer) => transaction.Prepared(
        Insert, ("@id", Key(offer.Id)), ("@conversation", offer.ConversationId), ("@sender", offer.SenderId),
        ("@receiver", offer.ReceiverId), ("@name", offer.Name), ("@size", offer.Size), ("@state", (int)offer.State),
        ("@at", offer.ChangedAt), ("@left", offer.IsLeft ? 1 : 0)).ExecuteNonQuery();

    /// <summary>Changes the state.</summary>
    public static void Move(WriteTransaction transaction, Guid id, FileState to, long at) => transaction.Prepared(
        """
        UPDATE files SET state = @to, changed_at = @at, paused_by = CASE WHEN @runs THEN paused_by END
        WHERE id = @id
        """,
        ("@id", Key(id)), ("@to", (int)to), ("@at", at), ("@runs", Running.Contains((int)to))).ExecuteNonQuery();

    /// <summary>Notes that every byte is here and that their digest is right.</summary>
    public static void SetDigest(WriteTransaction transaction, Guid id, string digest) => transaction.Prepared(
        "UPDATE files SET digest = @digest WHERE id = @id", ("@id", Key(id)), ("@digest", digest)).ExecuteNonQuery();

    /// <summary>Pauses a transfer in which bytes move, or with null lets a paused one go on.</summary>
    /// <returns>Whether it was one.</returns>
    public static bool Pause(WriteTransaction transaction, Guid id, long? by, long at) => transaction.Connection.Execute(
        $"""
        UPDATE files SET paused_by = @by, changed_at = @at
        WHERE id = @id AND (paused_by IS NULL) <> (@by IS NULL)
          AND (state IN (@accepted, @stored) OR ({TakesBytes}))
        """,
        new { id = Key(id), by, at, accepted = (int)FileState.Accepted, stored = (int)FileState.Stored, offered = (int)FileState.Offered },
        transaction.Transaction) == 1;

    /// <summary>Notes a chunk that is here, if the transfer stands where it begins.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="id">The transfer.</param>
    /// <param name="offset">Where the chunk begins.</param>
    /// <param name="length">Its length in bytes.</param>
    /// <param name="hash">Its SHA-256.</param>
    /// <param name="synced">Bytes of the file that are on the disk by now.</param>
    /// <param name="at">When, Unix time in milliseconds, UTC.</param>
    /// <returns>Whether it did.</returns>
    public static bool AddChunk(WriteTransaction transaction, Guid id, long offset, int length, byte[] hash, long synced, long at)
    {
        var isNext = transaction.Prepared(
            $"""
            UPDATE files SET received = @next, changed_at = @at, synced = MAX(synced, @synced)
            WHERE id = @id AND received = @offset AND paused_by IS NULL AND {TakesBytes}
            """,
            ("@next", offset + length), ("@at", at), ("@synced", synced), ("@id", Key(id)), ("@offset", offset),
            ("@accepted", (int)FileState.Accepted), ("@offered", (int)FileState.Offered)).ExecuteNonQuery() == 1;
        if (isNext)
        {
            transaction.Prepared(
                "INSERT INTO file_chunks (file_id, number, sha256) VALUES (@id, @number, @hash)",
                ("@id", Key(id)), ("@number", offset / Limits.ChunkBytes), ("@hash", hash)).ExecuteNonQuery();
        }
        return isNext;
    }

    /// <summary>Forgets the chunks from an offset on, whose bytes are lost; nothing when the receiver has them already.</summary>
    public Task TakeBack(Guid id, long offset) => db.Write(transaction =>
    {
        var values = new
        {
            id = Key(id),
            offset,
            number = offset / Limits.ChunkBytes,
            offered = (int)FileState.Offered,
            accepted = (int)FileState.Accepted,
        };
        var changed = transaction.Connection.Execute(
            """
            UPDATE files SET received = @offset, synced = MIN(synced, @offset), digest = NULL
            WHERE id = @id AND received >= @offset AND state IN (@offered, @accepted)
            """,
            values, transaction.Transaction);
        if (changed == 0) return;
        transaction.Connection.Execute(
            "DELETE FROM file_chunks WHERE file_id = @id AND number >= @number", values, transaction.Transaction);
    });

    /// <summary>Notes that all bytes that are here are on the disk.</summary>
    public Task SetSynced(Guid id) => db.Write(transaction => transaction.Connection.Execute(
        "UPDATE files SET synced = received WHERE id = @id", new { id = Key(id) }, transaction.Transaction));

    private static Transfer? Find(HouseConnection connection, Guid id) =>
        One(connection.Rows<Row>(Columns + " WHERE id = @id", ("@id", Key(id))));

    private static Transfer? One(Row[] rows) => rows.SingleOrDefault()?.ToTransfer();

    /// <summary>How a transfer's id stands in the database.</summary>
    internal static byte[] Key(Guid id) => id.ToByteArray(bigEndian: true);

    private sealed class Row
    {
        public byte[] Id { get; init; } = [];
        public long ConversationId { get; init; }
        public long SenderId { get; init; }
        public long ReceiverId { get; init; }
        public string Name { get; init; } = "";
        public long Size { get; init; }
        public long State { get; init; }
        public long Received { get; init; }
        public string? Digest { get; init; }
        public long ChangedAt { get; init; }
        public long? PausedBy { get; init; }
        public long IsLeft { get; init; }
        public long Synced { get; init; }

        public Transfer ToTransfer() => new(
            new Guid(Id, bigEndian: true), ConversationId, SenderId, ReceiverId, Name, Size, (FileState)State, Received, Digest, ChangedAt,
            PausedBy, IsLeft == 1, Synced);
    }
}
