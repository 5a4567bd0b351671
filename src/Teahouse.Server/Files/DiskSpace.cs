using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Teahouse.Server.Files;

/// <summary>Space on the disk for bytes that are about to come.</summary>
internal static partial class DiskSpace
{
    /// <summary>FALLOC_FL_KEEP_SIZE: the file does not grow before its bytes are there.</summary>
    private const int KeepSize = 1;

    /// <summary>
    /// Asks for the space of a stretch at once, so that the file system need not look for it at each write (decision 35). It promises
    /// nothing, also where the disk is full or the system knows no such call: what counts is the write.
    /// </summary>
    /// <param name="file">The file.</param>
    /// <param name="offset">Where the stretch begins, in bytes.</param>
    /// <param name="length">How long it is, in bytes.</param>
    public static void Reserve(SafeFileHandle file, long offset, long length)
    {
        if (OperatingSystem.IsLinux()) _ = Allocate(file, KeepSize, offset, length);
    }

    [LibraryImport("libc", EntryPoint = "fallocate")]
    private static partial int Allocate(SafeFileHandle file, int mode, long offset, long length);
}
