using System.Collections.Concurrent;
using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Presence;

/// <summary>
/// People, as the others see them, in the database. Who was asked for once is kept in memory, for each who comes asks for all they know.
/// </summary>
public sealed class PersonStore(Db db)
{
    private readonly ConcurrentDictionary<long, Person> _known = [];
    private readonly Lock _gate = new();
    private long _changes;

    /// <summary>The people with these ids, in their order, shown as offline; ids that nobody has are left out.</summary>
    public Person[] Find(IReadOnlyCollection<long> ids)
    {
        var found = ids.Select(id => (Id: id, Person: _known.GetValueOrDefault(id))).ToArray();
        long[] unknown = [.. found.Where(one => one.Person is null).Select(one => one.Id)];
        var learned = unknown.Length > 0 ? Learn(unknown) : [];
        return [.. found.Select(one => one.Person ?? learned.GetValueOrDefault(one.Id)).OfType<Person>()];
    }

    /// <summary>Everybody whose account is open, by name, shown as offline.</summary>
    public Person[] All() => Find(db.Read(connection => connection.Rows(
        "SELECT id FROM users WHERE disabled_at IS NULL ORDER BY name_key LIMIT @most", row => row.GetInt64(0),
        ("@most", Limits.ListedPeople))));

    /// <summary>Keeps when somebody was last here.</summary>
    public Task NoteLastSeen(long userId, long at) =>
        Change(userId, "UPDATE users SET last_seen_at = @value WHERE id = @user", at);

    /// <summary>Keeps the colour that somebody chose.</summary>
    public Task SetTone(long userId, int tone) =>
        Change(userId, "UPDATE users SET tone = @value WHERE id = @user", tone);

    private Dictionary<long, Person> Learn(long[] ids)
    {
        var changes = Interlocked.Read(ref _changes);
        var people = db.Read(connection => connection.Rows(
            "SELECT id, name, last_seen_at, tone FROM users WHERE id IN (SELECT value FROM json_each(@ids))",
            row => new Person(
                row.GetInt64(0), row.GetString(1), false, row.IsDBNull(2) ? null : row.GetInt64(2), false, row.GetInt32(3)),
            ("@ids", JsonSerializer.Serialize(ids)))).ToDictionary(person => person.Id);
        lock (_gate)
        {
            // What was read before a change that came meanwhile may be old.
            if (changes != _changes) return people;
            foreach (var (id, person) in people) _known[id] = person;
        }
        return people;
    }

    private Task Change(long userId, string update, object value) => db.Write(transaction =>
    {
        transaction.Prepared(update, ("@value", value), ("@user", userId)).ExecuteNonQuery();
        transaction.AfterCommit(() => Forget(userId));
    });

    private void Forget(long userId)
    {
        lock (_gate)
        {
            _changes++;
            _known.TryRemove(userId, out _);
        }
    }
}
