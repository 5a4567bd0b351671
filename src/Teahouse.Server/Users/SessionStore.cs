using System.Security.Cryptography;
using System.Text;
using Dapper;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Users;

/// <summary>Sessions in the database, under the SHA-256 of their ids: who reads the database can take over none.</summary>
public sealed class SessionStore(Db db)
{
    /// <summary>Keeps a session, and drops those of the same user that have ended.</summary>
    public Task Add(string sessionId, long userId, long now, long expiresAt) => db.Write(transaction =>
    {
        transaction.Connection.Execute(
            "DELETE FROM sessions WHERE user_id = @userId AND expires_at <= @now", new { userId, now }, transaction.Transaction);
        transaction.Connection.Execute(
            "INSERT INTO sessions (id, user_id, created_at, expires_at) VALUES (@id, @userId, @now, @expiresAt)",
            new { id = Hash(sessionId), userId, now, expiresAt }, transaction.Transaction);
    });

    /// <summary>When a session ends, in Unix milliseconds; null when there is none or the account is disabled.</summary>
    public long? EndOf(string sessionId, long userId) => db.Read(connection => connection.ExecuteScalar<long?>(
        """
        SELECT s.expires_at FROM sessions s JOIN users u ON u.id = s.user_id
        WHERE s.id = @id AND s.user_id = @userId AND u.disabled_at IS NULL
        """,
        new { id = Hash(sessionId), userId }));

    /// <summary>Lets a session end later.</summary>
    public Task Extend(string sessionId, long expiresAt) => db.Write(transaction => transaction.Connection.Execute(
        "UPDATE sessions SET expires_at = @expiresAt WHERE id = @id", new { id = Hash(sessionId), expiresAt }, transaction.Transaction));

    /// <summary>Ends a session.</summary>
    public Task Remove(string sessionId) => db.Write(transaction => transaction.Connection.Execute(
        "DELETE FROM sessions WHERE id = @id", new { id = Hash(sessionId) }, transaction.Transaction));

    /// <summary>Ends a user's sessions but one.</summary>
    public static void RemoveOthers(WriteTransaction transaction, long userId, string? keptId) => transaction.Connection.Execute(
        "DELETE FROM sessions WHERE user_id = @userId AND id <> @kept",
        new { userId, kept = keptId is null ? "" : Hash(keptId) }, transaction.Transaction);

    private static string Hash(string sessionId) => Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(sessionId)));
}
