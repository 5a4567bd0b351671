using System.Data;
using Microsoft.Data.Sqlite;

namespace Teahouse.Server.Storage;

/// <summary>
/// What a write works with: the writer's connection inside the open transaction. A write may run twice (see <see cref="Db"/>),
/// so it changes nothing but the database; what shall follow goes into <see cref="AfterCommit"/>.
/// </summary>
public sealed class WriteTransaction
{
    private readonly List<Action> _afterCommit = [];

    internal WriteTransaction(HouseConnection connection, SqliteTransaction transaction)
    {
        Connection = connection;
        Transaction = transaction;
    }

    /// <summary>The writer's connection.</summary>
    public HouseConnection Connection { get; }

    /// <summary>The open transaction, for Dapper's calls.</summary>
    public IDbTransaction Transaction { get; }

    /// <inheritdoc cref="HouseConnection.Prepared"/>
    public SqliteCommand Prepared(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters) =>
        Connection.Prepared(sql, parameters);

    /// <summary>Runs <paramref name="action"/> once the write is durable and acknowledged, in commit order; never when it fails.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal void RunAfterCommit()
    {
        foreach (var action in _afterCommit) action();
    }
}
