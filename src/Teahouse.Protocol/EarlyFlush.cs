using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Teahouse.Protocol;

/// <summary>
/// Lets the disk begin with bytes of a file that will be flushed soon, on both ends of a transfer: the flush at a chunk's end, for which
/// its sender waits, finds most of them there, and no other program's flush, such as that of a message, waits behind all of them at once
/// (docs/PERFORMANCE.md, W7). It promises nothing: what counts is the flush.
/// </summary>
public static partial class EarlyFlush
{
    /// <summary>SYNC_FILE_RANGE_WRITE: begins, and waits for nothing.</summary>
    private const uint Write = 2;

    /// <summary>So much has come when the disk is told to begin with it, in bytes; less costs more than it saves.</summary>
    public const int Bytes = 1024 * 1024;

    /// <summary>Begins with a stretch of a file; does nothing where the system knows no such call, or refuses it.</summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the stretch begins, in bytes.</param>
    /// <param name="length">How long it is, in bytes.</param>
    public static void Begin(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = SyncFileRange(file, offset, length, Write);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
}
