namespace Teahouse.Server.Storage;

/// <summary>The folder of the database, the keys and the files; held by one server at a time.</summary>
public sealed class DataFolder : IDisposable
{
    /// <summary>The name of the folder of keys.</summary>
    public const string KeysName = "keys";

    /// <summary>The name of the folder of files on their way.</summary>
    public const string SpoolName = "spool";

    private readonly FileStream _lock;

    private DataFolder(string path, FileStream @lock) => (Path, _lock) = (path, @lock);

    /// <summary>Its full path.</summary>
    public string Path { get; }

    /// <summary>The folder of keys that protect sessions.</summary>
    public string Keys => Make(System.IO.Path.Combine(Path, KeysName)).FullName;

    /// <summary>The folder of files on their way.</summary>
    public string Spool => Directory.CreateDirectory(System.IO.Path.Combine(Path, SpoolName)).FullName;

    /// <summary>The folder by which commands call a running server, see <see cref="Users.SessionCall"/>.</summary>
    public string Calls => CallsOf(Path);

    /// <summary>The folder of calls in a data folder that another process holds.</summary>
    public static string CallsOf(string path) => Directory.CreateDirectory(System.IO.Path.Combine(path, "calls")).FullName;

    /// <summary>Makes the folder if needed and takes hold of it.</summary>
    /// <exception cref="StorageException">It cannot be written, or another server has it.</exception>
    public static DataFolder Open(string path)
    {
        try
        {
            var full = Make(path).FullName;
            return new DataFolder(full, new FileStream(
                System.IO.Path.Combine(full, "teahouse.lock"), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (UnauthorizedAccessException e)
        {
            throw new StorageException(
                $"The folder {path} cannot be written; choose another with --data. 文件夹不可写，请用 --data 选择其他文件夹。", e);
        }
        catch (IOException e)
        {
            throw new StorageException(
                $"The folder {path} cannot be used ({e.Message}); stop the other server or choose another with --data. " +
                "文件夹无法使用，请停止另一个服务器，或用 --data 选择其他文件夹。", e);
        }
    }

    /// <summary>A new folder is its owner's alone: it has everybody's messages and the keys of their sessions.</summary>
    internal static DirectoryInfo Make(string path) => OperatingSystem.IsWindows()
        ? Directory.CreateDirectory(path)
        : Directory.CreateDirectory(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

    /// <inheritdoc/>
    public void Dispose() => _lock.Dispose();
}
