using Dapper;
using Microsoft.Data.Sqlite;

namespace Teahouse.Server.Storage;

/// <summary>
/// A connection to the database on which the statements stay prepared that run often: to parse and to plan one takes longer than to run it.
/// </summary>
/// <param name="connectionString">Which database, and how.</param>
public sealed class HouseConnection(string connectionString) : SqliteConnection(connectionString)
{
    private readonly Dictionary<string, SqliteCommand> _prepared = [];

    /// <summary>A command that stays prepared, inside of the open transaction if there is one.</summary>
    /// <param name="sql">The statement; a constant, for it is kept as long as the connection.</param>
    /// <param name="parameters">Its parameters' values by name.</param>
    public SqliteCommand Prepared(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        if (!_prepared.TryGetValue(sql, out var command))
        {
            command = CreateCommand();
            command.CommandText = sql;
            foreach (var (name, _) in parameters) command.Parameters.Add(new SqliteParameter { ParameterName = name });
            _prepared.Add(sql, command);
        }
        command.Transaction = Transaction;
        for (var i = 0; i < parameters.Length; i++) command.Parameters[i].Value = parameters[i].Value ?? DBNull.Value;
        return command;
    }

    /// <summary>The rows that a prepared statement gives.</summary>
    /// <param name="sql">The statement, see <see cref="Prepared"/>.</param>
    /// <param name="parameters">Its parameters' values by name.</param>
    public T[] Rows<T>(string sql, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Prepared(sql, parameters).ExecuteReader();
        return [.. reader.Parse<T>()];
    }

    /// <summary>The rows that a prepared statement gives, read by hand: with hundreds each time, what Dapper boxes is felt.</summary>
    /// <param name="sql">The statement, see <see cref="Prepared"/>.</param>
    /// <param name="read">Makes one of a row.</param>
    /// <param name="parameters">Its parameters' values by name.</param>
    public T[] Rows<T>(string sql, Func<SqliteDataReader, T> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var reader = Prepared(sql, parameters).ExecuteReader();
        var rows = new List<T>();
        while (reader.Read()) rows.Add(read(reader));
        return [.. rows];
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var command in _prepared.Values) command.Dispose();
            _prepared.Clear();
        }
        base.Dispose(disposing);
    }
}
