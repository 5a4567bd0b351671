using Dapper;
using Microsoft.Data.Sqlite;

namespace Teahouse.Server.Storage;

/// <summary>Looks a database over when its last server did not end cleanly, before anything is served from it.</summary>
internal static class CrashCheck
{
    /// <summary>Whether it is needed: a server that ends cleanly leaves no WAL behind. To be asked before the database is opened.</summary>
    public static bool IsDue(string path) => File.Exists(path + "-wal");

    /// <summary>Reads every page once, about a second for a million messages.</summary>
    /// <exception cref="StorageException">Something is not as SQLite wrote it.</exception>
    public static void Run(SqliteConnection connection, string path)
    {
        var found = connection.QueryFirst<string>("PRAGMA quick_check(1)").ReplaceLineEndings(" ");
        if (found == "ok") return;
        throw new StorageException(
            $"The database {path} is damaged ({found}); restore a backup or choose another folder with --data. " +
            "数据库已损坏，请恢复备份，或用 --data 选择其他文件夹。");
    }
}
