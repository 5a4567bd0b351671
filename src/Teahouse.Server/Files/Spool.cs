using Microsoft.Win32.SafeHandles;
using Teahouse.Protocol;
using Teahouse.Server.Storage;

namespace Teahouse.Server.Files;

/// <summary>The folder of files on their way: each under its transfer's id, with the ending <c>.part</c> until it is whole.</summary>
public sealed partial class Spool(DataFolder folder, ChatOptions options, ILogger<Spool> log)
{
    private const string Unfinished = ".part";

    private readonly string _path = folder.Spool;

    /// <summary>Bytes that files may still take from the disk.</summary>
    public long Room
    {
        get
        {
            // A drive of Windows is named by its letter; elsewhere any path in it does.
            var drive = new DriveInfo(OperatingSystem.IsWindows() ? Path.GetPathRoot(_path)! : _path);
            var free = drive.AvailableFreeSpace;
            return Math.Min(free - options.FileReserve, (long)(free * options.FileShare));
        }
    }

    /// <summary>The ids of all transfers that have bytes here.</summary>
    public IEnumerable<Guid> Ids() => Directory.EnumerateFiles(_path)
        .Select(path => Guid.TryParseExact(Path.GetFileNameWithoutExtension(path), "N", out var id) ? id : Guid.Empty)
        .Where(id => id != Guid.Empty);

    /// <summary>Opens a transfer's bytes for the next chunk.</summary>
    public SafeFileHandle OpenWrite(Guid id) => File.OpenHandle(
        PathOf(id, isWhole: false), FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete,
        FileOptions.Asynchronous);

    /// <summary>Opens a transfer's bytes for reading, while they arrive too.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.FileWrongState"/>: they are not here any more.</exception>
    public SafeFileHandle OpenRead(Guid id) => TryOpen(_path, id) ?? throw new ChatException(ErrorCode.FileWrongState);

    /// <summary>Opens a transfer's bytes in the spool of any data folder; null when they are not there.</summary>
    public static SafeFileHandle? TryOpen(string spool, Guid id) =>
        // A part that is not there is whole, or has become so in this very moment.
        TryOpen(Path.Combine(spool, NameOf(id, isWhole: false))) ?? TryOpen(Path.Combine(spool, NameOf(id, isWhole: true)));

    /// <summary>The name of a transfer's file.</summary>
    public static string NameOf(Guid id, bool isWhole) => id.ToString("N") + (isWhole ? "" : Unfinished);

    /// <summary>Brings a transfer's bytes to the disk, and waits for that; nothing where there are none.</summary>
    /// <param name="id">The transfer.</param>
    /// <param name="from">Bytes from its beginning that are there already.</param>
    /// <exception cref="IOException">The disk failed.</exception>
    public void Flush(Guid id, long from)
    {
        try
        {
            using var file = OpenPart(id);
            // All of it at once would let a message's sync wait behind it. Whoever asked for the pieces has heard of their failures, so
            // that needs a handle of its own: the flush must hear of them too.
            using (var ahead = OpenPart(id)) EarlyFlush.Bring(ahead, from, RandomAccess.GetLength(ahead));
            RandomAccess.FlushToDisk(file);
        }
        catch (FileNotFoundException)
        {
            // It has no bytes, or was freed a moment ago.
        }
    }

    /// <summary>The ids of all transfers whose bytes here are not known to be whole and on the disk.</summary>
    public IEnumerable<Guid> Parts() => Ids().Where(id => File.Exists(PathOf(id, isWhole: false)));

    /// <summary>Gives whole bytes their final name; they are on the disk already.</summary>
    public void Complete(Guid id)
    {
        var part = PathOf(id, isWhole: false);
        if (File.Exists(part)) File.Move(part, PathOf(id, isWhole: true), overwrite: true);
    }

    /// <summary>Cuts off what was written past the last whole chunk.</summary>
    /// <returns>The bytes that are left, at most <paramref name="length"/>.</returns>
    public long Trim(Guid id, long length)
    {
        var part = new FileInfo(PathOf(id, isWhole: false));
        var file = part.Exists ? part : new FileInfo(PathOf(id, isWhole: true));
        if (!file.Exists) return 0;
        if (file.Length <= length) return file.Length;
        using var handle = File.OpenHandle(file.FullName, FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);
        RandomAccess.SetLength(handle, length);
        return length;
    }

    /// <summary>Frees a transfer's bytes. What the system still holds is left to the sweeper's next round.</summary>
    public void Free(Guid id)
    {
        try
        {
            File.Delete(PathOf(id, isWhole: false));
            File.Delete(PathOf(id, isWhole: true));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            LogHeld(e, id);
        }
    }

    private static SafeFileHandle? TryOpen(string path)
    {
        try
        {
            return File.OpenHandle(
                path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete,
                FileOptions.Asynchronous | FileOptions.SequentialScan);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            return null;
        }
    }

    private SafeFileHandle OpenPart(Guid id) => File.OpenHandle(
        PathOf(id, isWhole: false), FileMode.Open, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete);

    private string PathOf(Guid id, bool isWhole) => Path.Combine(_path, NameOf(id, isWhole));

    [LoggerMessage(LogLevel.Warning, "The bytes of {Transfer} could not be freed yet")]
    private partial void LogHeld(Exception held, Guid transfer);
}
