using Dapper;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Presence;

/// <summary>People, as the others see them, in the database.</summary>
public sealed class PersonStore(Db db)
{
    /// <summary>The people with these ids, shown as offline.</summary>
    public Person[] Find(long[] ids) => ids.Length == 0 ? [] : db.Read(connection => connection
        .Query<(long Id, string Name, long? LastSeenAt)>("SELECT id, name, last_seen_at FROM users WHERE id IN @ids", new { ids })
        .Select(row => new Person(row.Id, row.Name, false, row.LastSeenAt)).ToArray());

    /// <summary>Everybody whose account is open, by name, shown as offline.</summary>
    public Person[] All() => db.Read(connection => connection
        .Query<(long Id, string Name, long? LastSeenAt)>(
            "SELECT id, name, last_seen_at FROM users WHERE disabled_at IS NULL ORDER BY name_key LIMIT @most",
            new { most = Limits.ListedPeople })
        .Select(row => new Person(row.Id, row.Name, false, row.LastSeenAt)).ToArray());

    /// <summary>Keeps when somebody was last here.</summary>
    public Task NoteLastSeen(long userId, long at) => db.Write(transaction =>
        transaction.Connection.Execute(
            "UPDATE users SET last_seen_at = @at WHERE id = @userId", new { userId, at }, transaction.Transaction));
}
