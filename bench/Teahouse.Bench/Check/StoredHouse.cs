using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using Teahouse.Bench.Journal;
using Teahouse.Protocol;

namespace Teahouse.Bench.Check;

/// <summary>One stored event.</summary>
/// <param name="Message">Whether it counts as a message.</param>
/// <param name="Said">Whether it is a text that somebody said.</param>
internal sealed record StoredEvent(
    long Conversation, long Seq, long Ordinal, long By, Guid? ClientId, string Text, bool Message, bool Said);

/// <summary>A conversation's head and message count as the server keeps them beside the log.</summary>
internal sealed record StoredHead(long Id, long Head, long Messages);

/// <summary>What the database holds when all is over, read by SQL of the checker's own.</summary>
internal sealed class StoredHouse
{
    private readonly Dictionary<long, StoredEvent[]> _logs;

    private StoredHouse(SqliteConnection database)
    {
        Conversations = database.Query<StoredHead>("SELECT id, head, messages FROM conversations").ToDictionary(one => one.Id);
        Members = [.. database.Query<(long, long)>("SELECT conversation_id, user_id FROM members")];
        _logs = database
            .Query<(long Conversation, long Seq, long Ordinal, long By, byte[]? ClientId, string Body)>(
                "SELECT conversation_id, seq, ordinal, sender_id, client_id, body FROM events ORDER BY conversation_id, seq")
            .Select(row => Read(row.Conversation, row.Seq, row.Ordinal, row.By, row.ClientId, row.Body))
            .GroupBy(e => e.Conversation).ToDictionary(log => log.Key, log => log.ToArray());
        Damage = [.. database.Query<string>("PRAGMA integrity_check").Where(line => line != "ok")];
    }

    public Dictionary<long, StoredHead> Conversations { get; }

    public HashSet<(long Conversation, long User)> Members { get; }

    /// <summary>All events of all conversations.</summary>
    public IEnumerable<StoredEvent> Events => _logs.Values.SelectMany(log => log);

    /// <summary>What SQLite says is wrong with the file.</summary>
    public string[] Damage { get; }

    /// <summary>A conversation's events in the order of their seqs.</summary>
    public StoredEvent[] Log(long conversation) => _logs.GetValueOrDefault(conversation, []);

    /// <summary>Reads a data folder. What only its log has is found too, as the server would find it after a kill.</summary>
    public static StoredHouse Read(string data)
    {
        var path = Path.Combine(data, "teahouse.db");
        using var database = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        database.Open();
        return new StoredHouse(database);
    }

    private static StoredEvent Read(long conversation, long seq, long ordinal, long by, byte[]? clientId, string json)
    {
        var body = JsonSerializer.Deserialize<EventBody>(json, Wire.Tolerant)!;
        return new StoredEvent(
            conversation, seq, ordinal, by, clientId is null ? null : new Guid(clientId, bigEndian: true), Told.Of(body), body.IsMessage,
            body is TextMessage);
    }
}
