using System.Diagnostics;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Teahouse.Bench.Serve;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;

namespace Teahouse.Bench.Works.History;

/// <summary>The same questions without a server: to the stores, and as SQL by hand that only reads the columns.</summary>
internal sealed class HistoryStore : IDisposable
{
    /// <summary>As the table calls the stores.</summary>
    public const string Way = "store";

    /// <summary>As the table calls SQL by hand.</summary>
    public const string SqlWay = "SQL";

    private const string Columns = "SELECT e.seq, e.ordinal, e.at, e.sender_id, u.name, e.client_id, e.body FROM events e " +
        "JOIN users u ON u.id = e.sender_id WHERE e.conversation_id = 1 AND e.seq ";

    private readonly long _guest;
    private readonly Db _db;
    private readonly SqliteConnection _connection;
    private readonly Random _random = new(4);

    public HistoryStore(HistoryFile file)
    {
        _guest = GuestPass.ReadAll(file.Folder)![0].Id;
        _db = Db.Open(file.Folder, failure => throw failure, NullLogger.Instance);
        _connection = new SqliteConnection($"Data Source={Db.PathIn(file.Folder)};Pooling=False");
        _connection.Open();
    }

    /// <summary>Asks everything so many times.</summary>
    public List<HistoryFigure> Measure(int queries)
    {
        var (events, conversations) = (new EventStore(_db), new ConversationStore(_db));
        var mine = conversations.All(_guest);
        var head = mine[0].Head;
        long Seq() => 1 + (long)(_random.NextDouble() * head);
        long At() => HistoryFile.Moment(_random.NextDouble());
        using var before = Command(Columns + "< @x ORDER BY e.seq DESC LIMIT 200");
        using var after = Command(Columns + ">= @x ORDER BY e.seq LIMIT 200");
        using var time = Command("SELECT at FROM events WHERE conversation_id = 1 AND seq = @x");
        using var unread = Command(
            "SELECT c.id, c.head, m.read_seq, (c.messages - m.read_ordinal) - (m.own - m.read_own) " +
            "FROM members m JOIN conversations c ON c.id = m.conversation_id WHERE m.user_id = @x");
        return
        [
            Figure("newest page", Way, queries, () => events.Before(Limits.PublicRoom, Limits.Newest, Limits.PageEvents)),
            Figure("newest page", SqlWay, queries, () => Read(before, Limits.Newest)),
            Figure("random page", Way, queries, () => events.Before(Limits.PublicRoom, Seq() + Limits.PageEvents, Limits.PageEvents)),
            Figure("random page", SqlWay, queries, () => Read(before, Seq() + Limits.PageEvents)),
            Figure("place of a date", Way, queries, () => events.Find(Limits.PublicRoom, At())),
            Figure("place of a date", SqlWay, queries, () => Find(time, head, At())),
            Figure("page at a date", Way, queries, () =>
                events.After(Limits.PublicRoom, events.Find(Limits.PublicRoom, At()).Seq - 1, Limits.PageEvents)),
            Figure("page at a date", SqlWay, queries, () => Read(after, Find(time, head, At()))),
            Figure($"unread of {mine.Length} conversations", Way, queries, () => conversations.All(_guest)),
            Figure($"unread of {mine.Length} conversations", SqlWay, queries, () => Read(unread, _guest)),
        ];
    }

    public void Dispose()
    {
        _connection.Dispose();
        _db.Dispose();
    }

    private static HistoryFigure Figure(string kind, string way, int queries, Action query)
    {
        for (var i = 0; i < queries / 2; i++) query();
        using var process = Process.GetCurrentProcess();
        var before = process.TotalProcessorTime;
        for (var i = 0; i < queries; i++) query();
        process.Refresh();
        return new HistoryFigure(kind, way, (process.TotalProcessorTime - before).TotalMilliseconds / queries);
    }

    private static void Read(SqliteCommand command, long x)
    {
        command.Parameters[0].Value = x;
        using var reader = command.ExecuteReader();
        var row = new object[reader.FieldCount];
        while (reader.Read()) reader.GetValues(row);
    }

    private static long Find(SqliteCommand time, long head, long at)
    {
        var (first, end) = (1L, head + 1);
        while (first < end)
        {
            var seq = first + (end - first) / 2;
            time.Parameters[0].Value = seq;
            if ((long)time.ExecuteScalar()! >= at) end = seq;
            else first = seq + 1;
        }
        return first;
    }

    private SqliteCommand Command(string sql)
    {
        var command = new SqliteCommand(sql, _connection);
        command.Parameters.Add("@x", SqliteType.Integer);
        return command;
    }
}
