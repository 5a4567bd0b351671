using Teahouse.Server.Files;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Backups;

/// <summary>Takes a backup of a data folder whose server may be running.</summary>
internal static class BackupTaking
{
    /// <summary>Copies database, spool and keys into a folder that appears only when it is whole.</summary>
    /// <exception cref="StorageException">There is no database, it is damaged, or the target is not empty.</exception>
    public static BackupContents Take(string data, string to)
    {
        Db.Require(data);
        var target = Path.TrimEndingDirectorySeparator(Path.GetFullPath(to));
        if (File.Exists(target) || (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any()))
            throw new StorageException($"{to} is there already; name a new folder. {to} 已存在，请指定新的文件夹。");
        var unfinished = $"{target}.{Guid.NewGuid():N}.unfinished";
        DataFolder.Make(unfinished);
        try
        {
            var contents = Fill(new BackupFolder(unfinished), data);
            if (Directory.Exists(target)) Directory.Delete(target);
            Directory.Move(unfinished, target);
            return contents with { Place = target };
        }
        catch
        {
            Directory.Delete(unfinished, recursive: true);
            throw;
        }
    }

    /// <summary>
    /// The order keeps database and spool in step. The files that are stored now are held before the database is read, so that none of
    /// them can be freed; after it those that came in between. Of each as many bytes are taken as the copied database knows, however far
    /// the upload has come since; they do not change any more. Keys come last: every session of the copy was made with one of them.
    /// </summary>
    private static BackupContents Fill(BackupFolder folder, string data)
    {
        using var held = new HeldFiles(Path.Combine(data, DataFolder.SpoolName));
        using (var source = BackupStore.Open(data))
        {
            held.Hold(source.Spooled());
            source.CopyTo(folder.Path);
        }
        var (spooled, events) = Look(folder.Path);
        held.Hold(spooled);
        folder.Add(Db.FileName);
        var missing = spooled.Count(file => !TryKeep(folder, held, file) && file.IsStored);
        foreach (var key in DataFolder.Make(Path.Combine(data, DataFolder.KeysName)).EnumerateFiles("*.xml"))
        {
            using var content = key.OpenRead();
            folder.Write($"{DataFolder.KeysName}/{key.Name}", content);
        }
        folder.WriteList();
        return new BackupContents(folder.Path, events, folder.Spooled, folder.Bytes, missing);
    }

    private static (SpooledBytes[] Spooled, long Events) Look(string folder)
    {
        using var copy = BackupStore.Open(folder);
        copy.Check();
        return (copy.Spooled(), copy.Events());
    }

    private static bool TryKeep(BackupFolder folder, HeldFiles held, SpooledBytes file)
    {
        using var content = held.Open(file);
        if (content is null) return false;
        folder.Write($"{DataFolder.SpoolName}/{Spool.NameOf(file.Id, file.IsWhole)}", content);
        return true;
    }
}
