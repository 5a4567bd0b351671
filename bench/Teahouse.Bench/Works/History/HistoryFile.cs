using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Teahouse.Bench.Processes;
using Teahouse.Bench.Serve;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Bench.Works.History;

/// <summary>
/// A data folder with years of talk: the public room and 999 pairs, their lengths by Zipf's law, half of the texts Chinese. The same number
/// of messages gives the same file. Guest 1 is in 201 of the conversations, and has read half of each.
/// </summary>
internal sealed class HistoryFile(string folder, long messages)
{
    /// <summary>Conversations.</summary>
    public const int Conversations = 1000;

    /// <summary>Accounts.</summary>
    public const int Guests = 201;

    /// <summary>When the first message was stored; the last came two years later.</summary>
    public const long Begin = 1_700_000_000_000;

    private const long Lasts = 2L * 365 * 24 * 3600 * 1000;
    private const int Bodies = 4096;

    /// <summary>The data folder.</summary>
    public string Folder => folder;

    /// <summary>How many messages it has.</summary>
    public long Messages => messages;

    /// <summary>Bytes of the database.</summary>
    public long Bytes => new FileInfo(Db.PathIn(folder)).Length;

    /// <summary>Lets the server make a house with accounts, and fills it by SQL in few transactions, nothing of it synced.</summary>
    public async Task Make()
    {
        await using (var server = await ServerProcess.Start(folder, Guests, "")) await server.Stop();
        var path = new SqliteConnectionStringBuilder { DataSource = Db.PathIn(folder), Pooling = false }.ToString();
        await using var connection = new SqliteConnection(path);
        connection.Open();
        Execute(connection, "PRAGMA journal_mode = OFF; PRAGMA synchronous = OFF; PRAGMA cache_size = -200000; PRAGMA temp_store = FILE;");
        var index = (string)Execute(connection, "SELECT sql FROM sqlite_master WHERE name = 'events_client_id'")!;
        Execute(connection, "DROP INDEX events_client_id");
        Fill(connection);
        // Built at once it is sorted once, instead of being torn open at a random place by each message.
        Execute(connection, index);
        Execute(connection, "PRAGMA journal_mode = WAL");
    }

    /// <summary>The moment at which a share of the time has passed.</summary>
    public static long Moment(double share) => Begin + (long)(share * Lasts);

    private void Fill(SqliteConnection connection)
    {
        long[] ids = [.. GuestPass.ReadAll(folder)!.Select(guest => guest.Id)];
        using var add = Command(connection, "INSERT INTO events VALUES (@c, @seq, @seq, @at, @by, @client, @body)",
            "@c", "@seq", "@at", "@by", "@client", "@body");
        var (bodies, random) = (MakeBodies(), new Random(1));
        var weights = Enumerable.Range(1, Conversations).Sum(rank => 1.0 / rank);
        var partner = 1;
        for (var rank = 1; rank <= Conversations; rank++)
        {
            var head = Math.Max(2, (long)(messages / weights / rank));
            long[] members = rank == 1 ? ids : Pair(ids, rank, ref partner);
            using var transaction = connection.BeginTransaction();
            add.Transaction = transaction;
            if (rank > 1)
            {
                var pair = $"{members.Min()}:{members.Max()}";
                Execute(connection, $"INSERT INTO conversations (id, kind, pair_key) VALUES ({rank}, 1, '{pair}')");
            }
            AddEvents(add, rank, head, members, bodies, random);
            Execute(connection, $"UPDATE conversations SET head = {head}, head_at = {Moment(1)}, messages = {head} WHERE id = {rank}");
            for (var i = 0; i < members.Length; i++) Join(connection, rank, members, i, head);
            transaction.Commit();
        }
    }

    /// <summary>Every fifth one is a pair with guest 1.</summary>
    private static long[] Pair(long[] ids, int rank, ref int partner) =>
        rank % 5 == 0 ? [ids[0], ids[partner++]] : [ids[1 + rank % 100], ids[101 + rank % 99]];

    /// <summary>Members speak in turns, so how many of the first so many are whose needs no counting.</summary>
    private static void AddEvents(SqliteCommand add, int conversation, long head, long[] members, string[] bodies, Random random)
    {
        var client = new byte[16];
        for (var seq = 1L; seq <= head; seq++)
        {
            random.NextBytes(client);
            add.Parameters[0].Value = conversation;
            add.Parameters[1].Value = seq;
            add.Parameters[2].Value = Moment((double)seq / head);
            add.Parameters[3].Value = members[(seq - 1) % members.Length];
            add.Parameters[4].Value = client;
            add.Parameters[5].Value = bodies[random.Next(Bodies)];
            add.ExecuteNonQuery();
        }
    }

    private static void Join(SqliteConnection connection, int conversation, long[] members, int place, long head)
    {
        long Own(long seqs) => (seqs - place + members.Length - 1) / members.Length;
        var read = head / 2;
        Execute(connection, string.Create(CultureInfo.InvariantCulture, $"""
            INSERT OR REPLACE INTO members (conversation_id, user_id, own, read_seq, read_ordinal, read_own)
            VALUES ({conversation}, {members[place]}, {Own(head)}, {read}, {read}, {Own(read)})
            """));
    }

    /// <summary>Texts as people write them: a few words mostly, seldom a paragraph.</summary>
    private static string[] MakeBodies()
    {
        const string Chinese = "今天下午三点我们在会议室见面请带上文件谢谢好的没问题明天再说吃饭了吗这个方案我看过了还需要改一下茶馆见";
        string[] english = "see you at lunch the printer is out of paper again can you send me the file thanks works for me".Split(' ');
        var random = new Random(2);
        return
        [
            .. Enumerable.Range(0, Bodies).Select(i =>
            {
                var length = 2 + (int)(60 * Math.Pow(random.NextDouble(), 3));
                var text = i % 2 == 0
                    ? string.Concat(Enumerable.Range(0, length).Select(_ => Chinese[random.Next(Chinese.Length)]))
                    : string.Join(' ', Enumerable.Range(0, length).Select(_ => english[random.Next(english.Length)]));
                return JsonSerializer.Serialize<EventBody>(new TextMessage(text), Wire.Tolerant);
            }),
        ];
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params string[] parameters)
    {
        var command = new SqliteCommand(sql, connection);
        foreach (var name in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
        return command;
    }

    private static object? Execute(SqliteConnection connection, string sql)
    {
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }
}
