using System.Security.Cryptography;
using System.Text;
using Dapper;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Users;

/// <summary>Sessions in the database, under the SHA-256 of their ids: who reads the database can take over none.</summary>
public sealed class SessionStore(Db db)
{
    /// <summary>Keeps a session, and drops those of the same user that have ended.</summary>
    public Task Add(string sessionId, long userId, Device device, long now, long expiresAt) => db.Write(transaction =>
    {
        transaction.Connection.Execute(
            "DELETE FROM sessions WHERE user_id = @userId AND expires_at <= @now", new { userId, now }, transaction.Transaction);
        transaction.Connection.Execute(
            """
            INSERT INTO sessions (id, user_id, created_at, expires_at, agent, address, used_at)
            VALUES (@id, @userId, @now, @expiresAt, @Agent, @address, @now)
            """,
            new { id = Hash(sessionId), userId, now, expiresAt, device.Agent, address = device.Address.ToString() },
            transaction.Transaction);
    });

    /// <summary>When a session ends, in Unix milliseconds; null when there is none or the account is disabled.</summary>
    public long? EndOf(string sessionId, long userId) => db.Read(connection => (long?)connection.Prepared(
        """
        SELECT s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = @id AND s.user_id = @user AND u.disabled_at IS NULL
        """,
        ("@id", Hash(sessionId)), ("@user", userId)).ExecuteScalar());

    /// <summary>A user's sessions that have not ended, the one last used first; without what the database does not know.</summary>
    public OwnSession[] All(long userId, long now) => db.Read(connection => connection
        .Query<(string Id, string? Agent, string? Address, long CreatedAt, long UsedAt)>(
            """
            SELECT id, agent, address, created_at, used_at FROM sessions
            WHERE user_id = @userId AND expires_at > @now ORDER BY used_at DESC, created_at DESC
            """,
            new { userId, now })
        .Select(row => new OwnSession(row.Id, row.Agent, row.Address, row.CreatedAt, row.UsedAt, false, false)).ToArray());

    /// <summary>Keeps when a session was used, and lets it end later.</summary>
    public Task Use(string sessionId, long usedAt, long expiresAt) => db.Write(transaction => transaction.Connection.Execute(
        "UPDATE sessions SET used_at = @usedAt, expires_at = @expiresAt WHERE id = @id",
        new { id = Hash(sessionId), usedAt, expiresAt }, transaction.Transaction));

    /// <summary>Ends a user's session.</summary>
    /// <param name="userId">The user.</param>
    /// <param name="id">The session, by <see cref="Hash"/>.</param>
    /// <returns>False when the user has no such session.</returns>
    public Task<bool> Remove(long userId, string id) => db.Write(transaction => transaction.Connection.Execute(
        "DELETE FROM sessions WHERE id = @id AND user_id = @userId", new { id, userId }, transaction.Transaction) > 0);

    /// <summary>Ends a user's sessions but one.</summary>
    public Task RemoveOthers(long userId, string keptId) => db.Write(transaction => RemoveOthers(transaction, userId, keptId));

    /// <summary>Ends a user's sessions but one.</summary>
    public static void RemoveOthers(WriteTransaction transaction, long userId, string? keptId) => transaction.Connection.Execute(
        "DELETE FROM sessions WHERE user_id = @userId AND id <> @kept",
        new { userId, kept = keptId is null ? "" : Hash(keptId) }, transaction.Transaction);

    /// <summary>What a session is called where it may be seen.</summary>
    public static string Hash(string sessionId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(sessionId)));
}
