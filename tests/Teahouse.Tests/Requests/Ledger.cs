using System.Globalization;
using System.Text;
using Dapper;
using Microsoft.Data.Sqlite;
using Teahouse.Server.Conversations;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Requests;

/// <summary>All that the server has stored, as text, to see that nothing was added or changed.</summary>
internal static class Ledger
{
    private static readonly string[] Tables =
        ["users", "sessions", "conversations", "members", "events", "files", "file_chunks", "thumbnails"];

    public static async Task<string> Read(TestServer server)
    {
        await server.Get<ReadMarks>().WriteAll();
        await using var database = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "teahouse.db")};Mode=ReadOnly");
        var text = new StringBuilder();
        foreach (var table in Tables)
        {
            text.AppendLine(table);
            foreach (IDictionary<string, object?> row in database.Query($"SELECT * FROM {table} ORDER BY 1, 2"))
                text.AppendJoin('|', row.Values.Select(Show)).AppendLine();
        }
        return text.ToString();
    }

    private static string Show(object? value) =>
        value is byte[] bytes ? Convert.ToHexString(bytes) : Convert.ToString(value, CultureInfo.InvariantCulture) ?? "";
}
