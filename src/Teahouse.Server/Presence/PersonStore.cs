using System.Text.Json;
using Dapper;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Presence;

/// <summary>People, as the others see them, in the database.</summary>
public sealed class PersonStore(Db db)
{
    private const string Columns = "SELECT id, name, last_seen_at, tone FROM users";

    /// <summary>The people with these ids, shown as offline.</summary>
    public Person[] Find(long[] ids) => ids.Length == 0
        ? []
        : Read(Columns + " WHERE id IN (SELECT value FROM json_each(@ids))", ("@ids", JsonSerializer.Serialize(ids)));

    /// <summary>Everybody whose account is open, by name, shown as offline.</summary>
    public Person[] All() =>
        Read(Columns + " WHERE disabled_at IS NULL ORDER BY name_key LIMIT @most", ("@most", Limits.ListedPeople));

    /// <summary>Keeps when somebody was last here.</summary>
    public Task NoteLastSeen(long userId, long at) => db.Write(transaction =>
        transaction.Connection.Execute(
            "UPDATE users SET last_seen_at = @at WHERE id = @userId", new { userId, at }, transaction.Transaction));

    /// <summary>Keeps the colour that somebody chose.</summary>
    public Task SetTone(long userId, int tone) => db.Write(transaction =>
        transaction.Connection.Execute(
            "UPDATE users SET tone = @tone WHERE id = @userId", new { userId, tone }, transaction.Transaction));

    private Person[] Read(string query, (string Name, object? Value) parameter) => db.Read(connection => connection
        .Rows<(long Id, string Name, long? LastSeenAt, int Tone)>(query, parameter)
        .Select(row => new Person(row.Id, row.Name, false, row.LastSeenAt, false, row.Tone)).ToArray());
}
