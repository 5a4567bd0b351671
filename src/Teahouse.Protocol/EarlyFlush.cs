using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Teahouse.Protocol;

/// <summary>
/// Lets the disk have bytes of a file that will be flushed soon little by little, on both ends of a transfer: no other program's flush,
/// such as that of a message, waits behind all of them at once (docs/PERFORMANCE.md, W7). It promises nothing: what counts is the flush.
/// </summary>
public static partial class EarlyFlush
{
    /// <summary>SYNC_FILE_RANGE_WRITE: begins, and waits for nothing.</summary>
    private const uint Write = 2;

    /// <summary>SYNC_FILE_RANGE_WAIT_BEFORE and WAIT_AFTER with it: waits until the disk has taken the stretch.</summary>
    private const uint WriteAndWait = 7;

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

    /// <summary>
    /// Brings a stretch of a file towards the disk piece by piece, each after the one before, so that what others want of the disk
    /// meanwhile waits for one piece at most. It promises nothing either.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the stretch begins, in bytes.</param>
    /// <param name="end">Where it ends, in bytes.</param>
    public static void Bring(SafeFileHandle file, long offset, long end)
    {
        if (!OperatingSystem.IsLinux()) return;
        for (; offset < end; offset += Bytes) _ = SyncFileRange(file, offset, Math.Min(Bytes, end - offset), WriteAndWait);
    }

    [LibraryImport("libc", EntryPoint = "sync_file_range")]
    private static partial int SyncFileRange(SafeFileHandle file, long offset, long length, uint flags);
}
