namespace Teahouse.Bench.Disk;

/// <summary>What a loss of power left of a database whose server is dead already.</summary>
/// <param name="Pending">Changes that were not durable yet.</param>
/// <param name="Wal">The WAL as it is now; null when there is none.</param>
internal sealed record PowerLoss(int Pending, DurableFile? Wal)
{
    private const string Database = "teahouse.db";
    private const string WalName = Database + "-wal";
    private const string IndexName = Database + "-shm";

    /// <summary>Replaces the database files by what is durable of them.</summary>
    /// <param name="log">The folder of the disk's log.</param>
    /// <param name="data">The folder of the database.</param>
    /// <param name="chance">What decides about the rest.</param>
    /// <param name="share">How much of the rest got onto the disk by luck, from 0 to 1.</param>
    public static PowerLoss Strike(string log, string data, Random chance, double share)
    {
        var files = new Dictionary<string, DurableFile>();
        foreach (var name in new[] { Database, WalName }) File(name);
        foreach (var entry in DiskLog.Read(log))
        {
            if (entry.Change is not DiskChange.SyncFolder) File(entry.File).Take(entry);
            else foreach (var file in files.Values) file.SyncFolder();
        }
        var pending = files.Values.Sum(file => file.Waiting);
        foreach (var (name, file) in files)
        {
            file.LosePower(chance, share);
            Write(Path.Combine(data, name), file);
        }
        LoseIndex(Path.Combine(data, IndexName), chance, share);
        return new PowerLoss(pending, files[WalName].Exists ? files[WalName] : null);

        DurableFile File(string name)
        {
            if (!files.TryGetValue(name, out var file)) files.Add(name, file = new DurableFile(DiskLog.Found(log, name)));
            return file;
        }
    }

    private static void Write(string path, DurableFile file)
    {
        System.IO.File.Delete(path);
        if (!file.Exists) return;
        using var stream = System.IO.File.Create(path);
        stream.Write(file.Content);
    }

    /// <summary>The WAL's index is shared memory that SQLite never syncs: after a loss of power anything may stand in its file.</summary>
    private static void LoseIndex(string path, Random chance, double share)
    {
        System.IO.File.Delete(path);
        if (share == 0) return;
        var garbage = new byte[32 * 1024];
        chance.NextBytes(garbage);
        System.IO.File.WriteAllBytes(path, garbage);
    }
}
