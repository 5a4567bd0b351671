using Dapper;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Users;

/// <summary>Accounts in the database.</summary>
public sealed class UserStore(Db db)
{
    private const string Columns =
        "SELECT id AS Id, name AS Name, password_hash AS PasswordHash, disabled_at AS DisabledAt, last_seen_at AS LastSeenAt FROM users";

    /// <summary>The account with a name's key, see <see cref="UserName"/>.</summary>
    public Account? Find(string nameKey) => db.Read(connection =>
        connection.QuerySingleOrDefault<Account>(Columns + " WHERE name_key = @nameKey", new { nameKey }));

    /// <summary>The account with an id.</summary>
    public Account? Find(long id) => db.Read(connection =>
        connection.QuerySingleOrDefault<Account>(Columns + " WHERE id = @id", new { id }));

    /// <summary>All accounts by name.</summary>
    public Account[] All() => db.Read(connection => connection.Query<Account>(Columns + " ORDER BY name_key").ToArray());

    /// <summary>Makes an account, a member of the public room from its first moment.</summary>
    /// <returns>Its id.</returns>
    /// <exception cref="ChatException"><see cref="ErrorCode.NameTaken"/>.</exception>
    public Task<long> Add(UserName name, string passwordHash, long at) => db.Write(transaction =>
    {
        var id = transaction.Connection.ExecuteScalar<long?>(
            """
            INSERT INTO users (name, name_key, password_hash, created_at) VALUES (@Shown, @Key, @passwordHash, @at)
            ON CONFLICT (name_key) DO NOTHING RETURNING id
            """,
            new { name.Shown, name.Key, passwordHash, at }, transaction.Transaction) ?? throw new ChatException(ErrorCode.NameTaken);
        ConversationStore.Join(transaction, Limits.PublicRoom, id);
        return id;
    });

    /// <summary>Keeps the same password under a newer hash.</summary>
    public Task Rehash(long id, string passwordHash) => db.Write(transaction => SetHash(transaction, id, passwordHash));

    /// <summary>Sets another password and ends the sessions that the old one opened.</summary>
    /// <param name="id">The account.</param>
    /// <param name="passwordHash">The new password's hash.</param>
    /// <param name="keptSession">The session that goes on, or null to end all.</param>
    public Task SetPassword(long id, string passwordHash, string? keptSession) => db.Write(transaction =>
    {
        SetHash(transaction, id, passwordHash);
        SessionStore.RemoveOthers(transaction, id, keptSession);
    });

    /// <summary>Shuts an account and ends its sessions, or opens it again.</summary>
    /// <param name="id">The account.</param>
    /// <param name="disabledAt">Since when it is shut, Unix time in milliseconds; null opens it.</param>
    public Task SetDisabled(long id, long? disabledAt) => db.Write(transaction =>
    {
        transaction.Connection.Execute(
            "UPDATE users SET disabled_at = @disabledAt WHERE id = @id", new { id, disabledAt }, transaction.Transaction);
        if (disabledAt is not null) SessionStore.RemoveOthers(transaction, id, null);
    });

    private static void SetHash(WriteTransaction transaction, long id, string passwordHash) => transaction.Connection.Execute(
        "UPDATE users SET password_hash = @passwordHash WHERE id = @id", new { id, passwordHash }, transaction.Transaction);
}
