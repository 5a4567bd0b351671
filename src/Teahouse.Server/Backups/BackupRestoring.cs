using System.Globalization;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Backups;

/// <summary>Puts a backup into a data folder that no server holds.</summary>
internal static class BackupRestoring
{
    private static readonly string[] Replaced =
    [
        Db.FileName, Db.FileName + "-wal", Db.FileName + "-shm", Db.FileName + "-journal", DataFolder.KeysName, DataFolder.SpoolName,
    ];

    /// <summary>Checks and copies the backup first; only then is what the folder has moved aside.</summary>
    /// <returns>What was restored, and the folder that has what was there before, if anything was.</returns>
    /// <exception cref="StorageException">The backup is broken, the folder is in use, or has a database that was not to be replaced.
    /// </exception>
    public static (BackupContents Contents, string? Aside) Restore(string from, string data, bool replace)
    {
        var backup = BackupFolder.Read(from);
        using var folder = DataFolder.Open(data);
        if (Db.IsIn(folder.Path) && !replace)
            throw new StorageException(
                $"The folder {data} has a Teahouse already; --replace moves it aside. 文件夹里已有数据，加上 --replace 会先把它移到一边。");
        var fresh = new BackupFolder(Path.Combine(folder.Path, $"{Guid.NewGuid():N}.unfinished"));
        DataFolder.Make(fresh.Path);
        try
        {
            backup.CopyTo(fresh);
            long events;
            using (var database = BackupStore.Open(fresh.Path))
            {
                database.Check();
                database.BeginAnew();
                events = database.Events();
            }
            var aside = MoveAside(folder.Path);
            // The database last: with it the folder is whole.
            foreach (var name in Replaced.Reverse()) Move(fresh.Path, name, folder.Path);
            return (new BackupContents(folder.Path, events, fresh.Spooled, fresh.Bytes, 0), aside);
        }
        finally
        {
            Directory.Delete(fresh.Path, recursive: true);
        }
    }

    private static string? MoveAside(string data)
    {
        if (!Replaced.Any(name => Path.Exists(Path.Combine(data, name)))) return null;
        var now = TimeProvider.System.GetUtcNow().ToString("yyyyMMdd-HHmmss-fff", CultureInfo.InvariantCulture);
        var aside = DataFolder.Make(Path.Combine(data, $"before-restore-{now}")).FullName;
        foreach (var name in Replaced) Move(data, name, aside);
        return aside;
    }

    private static void Move(string from, string name, string to)
    {
        var source = Path.Combine(from, name);
        if (Directory.Exists(source)) Directory.Move(source, Path.Combine(to, name));
        else if (File.Exists(source)) File.Move(source, Path.Combine(to, name));
    }
}
