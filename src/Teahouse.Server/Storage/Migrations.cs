using System.Globalization;
using System.Reflection;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Teahouse.Server.Storage;

/// <summary>Brings a database to the newest schema: numbered SQL scripts, the number kept in <c>PRAGMA user_version</c>.</summary>
internal static class Migrations
{
    private static readonly Assembly Home = typeof(Migrations).Assembly;

    /// <summary>Runs the scripts that the database lacks, each in a transaction of its own.</summary>
    /// <exception cref="StorageException">The database was made by a newer version.</exception>
    public static void Run(SqliteConnection connection)
    {
        var scripts = Scripts();
        var version = connection.ExecuteScalar<int>("PRAGMA user_version");
        if (version > scripts.Keys.Last())
            throw new StorageException($"The database is of a newer version ({version}); start a newer Teahouse. 数据库版本较新，请使用更新的茶馆。");
        foreach (var (number, name) in scripts.Where(script => script.Key > version))
        {
            using var transaction = connection.BeginTransaction(deferred: false);
            connection.Execute(Text(name), transaction: transaction);
            connection.Execute("PRAGMA user_version = " + number.ToString(CultureInfo.InvariantCulture), transaction: transaction);
            transaction.Commit();
        }
    }

    /// <summary>The scripts' names by their numbers.</summary>
    private static SortedDictionary<int, string> Scripts() => new(Home.GetManifestResourceNames()
        .Where(name => name.EndsWith(".sql", StringComparison.Ordinal))
        .ToDictionary(name => int.Parse(name.Split('.')[^2], CultureInfo.InvariantCulture)));

    private static string Text(string resource)
    {
        using var reader = new StreamReader(Home.GetManifestResourceStream(resource)!);
        return reader.ReadToEnd();
    }
}
