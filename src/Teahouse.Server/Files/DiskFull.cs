namespace Teahouse.Server.Files;

/// <summary>Tells a full disk from other faults.</summary>
internal static class DiskFull
{
    /// <summary>Whether the disk, or the account's share of it, is full.</summary>
    public static bool Is(IOException fault)
    {
        var code = fault.HResult & 0xFFFF;
        // ERROR_HANDLE_DISK_FULL and ERROR_DISK_FULL; elsewhere ENOSPC, EFBIG and EDQUOT.
        return OperatingSystem.IsWindows() ? code is 39 or 112 : code is 28 or 27 or 122;
    }
}
