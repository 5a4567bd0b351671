using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Backups;

/// <summary>
/// The files of a backup, with the SHA-256 of each in a list that <c>sha256sum -c SHA256SUMS</c> understands. The list is written last.
/// </summary>
internal sealed partial class BackupFolder(string path)
{
    private const string List = "SHA256SUMS";

    private readonly SortedDictionary<string, string> _sums = new(StringComparer.Ordinal);

    /// <summary>The folder.</summary>
    public string Path => path;

    /// <summary>The bytes of all files.</summary>
    public long Bytes { get; private set; }

    /// <summary>The number of files in the spool's part.</summary>
    public int Spooled => _sums.Keys.Count(name => name.StartsWith(DataFolder.SpoolName, StringComparison.Ordinal));

    /// <summary>Reads the list of a backup.</summary>
    /// <exception cref="StorageException">The folder holds no whole backup.</exception>
    public static BackupFolder Read(string path)
    {
        var list = System.IO.Path.Combine(path, List);
        if (!File.Exists(list)) throw new StorageException($"The folder {path} holds no whole backup. 文件夹里没有完整的备份。");
        var folder = new BackupFolder(path);
        foreach (var line in File.ReadLines(list))
        {
            if (!Entry().IsMatch(line)) throw Broken(path, List);
            folder._sums.Add(line[66..], line[..64]);
        }
        return folder._sums.ContainsKey(Db.FileName) ? folder : throw Broken(path, Db.FileName);
    }

    /// <summary>Writes a file into the folder, to the disk.</summary>
    /// <returns>The SHA-256 of what was written.</returns>
    public string Write(string name, Stream content)
    {
        var target = System.IO.Path.Combine(path, name);
        DataFolder.Make(System.IO.Path.GetDirectoryName(target)!);
        using var file = new FileStream(target, Owned());
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var buffer = new byte[1024 * 1024];
        int count;
        while ((count = content.Read(buffer)) > 0)
        {
            hash.AppendData(buffer, 0, count);
            file.Write(buffer, 0, count);
        }
        file.Flush(flushToDisk: true);
        return Note(name, Convert.ToHexStringLower(hash.GetHashAndReset()), file.Length);
    }

    /// <summary>Takes a file into the list that others wrote.</summary>
    public void Add(string name)
    {
        using var file = File.OpenRead(System.IO.Path.Combine(path, name));
        Note(name, Convert.ToHexStringLower(SHA256.HashData(file)), file.Length);
    }

    /// <summary>Ends the backup: from now on it is whole.</summary>
    public void WriteList()
    {
        var lines = string.Concat(_sums.Select(sum => $"{sum.Value}  {sum.Key}\n"));
        using var file = new FileStream(System.IO.Path.Combine(path, List), Owned());
        file.Write(Encoding.UTF8.GetBytes(lines));
        file.Flush(flushToDisk: true);
    }

    /// <summary>Copies every file that the list names into another folder.</summary>
    /// <exception cref="StorageException">One is missing, or is not what it was when the backup was taken.</exception>
    public void CopyTo(BackupFolder other)
    {
        foreach (var (name, sum) in _sums)
        {
            var source = System.IO.Path.Combine(path, name);
            if (!File.Exists(source)) throw Broken(path, name);
            using var content = File.OpenRead(source);
            if (other.Write(name, content) != sum) throw Broken(path, name);
        }
    }

    private string Note(string name, string sum, long length)
    {
        _sums[name] = sum;
        Bytes += length;
        return sum;
    }

    private static FileStreamOptions Owned()
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        return options;
    }

    private static StorageException Broken(string path, string name) =>
        new($"The backup in {path} is broken: {name} is not what was backed up. 备份已损坏：{name}。");

    /// <summary>A sum, and the name of a file that belongs to a backup: nothing that leads out of its folder.</summary>
    [GeneratedRegex(@"^[0-9a-f]{64}  (teahouse\.db|(keys|spool)/[A-Za-z0-9_-]+(\.[a-z]+)?)$")]
    private static partial Regex Entry();
}
