using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Teahouse.Server.Files;

/// <summary>
/// Lets the disk begin with bytes that will be flushed soon, so that the flush at the end of a chunk, for which its sender waits, finds
/// most of them there. It promises nothing: what counts is the flush.
/// </summary>
internal static partial class EarlyFlush
{
    /// <summary>SYNC_FILE_RANGE_WRITE: begins, and waits for nothing.</summary>
    private const uint Write = 2;

    /// <summary>Begins with a stretch of a file; does nothing where the system knows no such call, or refuses it.</summary>
    public static void Begin(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = SyncFileRange(file, offset, length, Write);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
}
