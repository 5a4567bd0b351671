using System.Data;
using Microsoft.Data.Sqlite;

namespace Teahouse.Server.Storage;

/// <summary>
/// What a write works with: the writer's connection inside the open transaction. A write may run twice (see <see cref="Db"/>),
/// so it changes nothing but the database; what shall follow goes into <see cref="AfterCommit"/>.
/// </summary>
public sealed class WriteTransaction
{
    private readonly Dictionary<string, SqliteCommand> _commands;
    private readonly List<Action> _afterCommit = [];

    internal WriteTransaction(SqliteConnection connection, SqliteTransaction transaction, Dictionary<string, SqliteCommand> commands)
    {
        Connection = connection;
        Transaction = transaction;
        _commands = commands;
    }

    /// <summary>The writer's connection.</summary>
    public SqliteConnection Connection { get; }

    /// <summary>The open transaction, for Dapper's calls.</summary>
    public IDbTransaction Transaction { get; }

    /// <summary>A command that stays prepared over transactions, for statements that run once a message.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="parameters">Its parameters' values by name.</param>
    public SqliteCommand Prepared(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_commands.TryGetValue(sql, out var command))
        {
            command = Connection.CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters)
                command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _commands.Add(sql, command);
        }
        command.Transaction = (SqliteTransaction)Transaction;
        for (var i = 0; i < parameters.Length; i++)
            command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }

    /// <summary>Runs <paramref name="action"/> once the write is durable and acknowledged, in commit order; never when it fails.</summary>
    public void AfterCommit(Action action) => _afterCommit.Add(action);

    internal void RunAfterCommit()
    {
        foreach (var action in _afterCommit) action();
    }
}
