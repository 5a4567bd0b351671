using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Teahouse.Bench.Disk;

/// <summary>
/// Stands between SQLite and the system's disk (a VFS shim): what SQLite does to the files of a <see cref="FaultyDisk"/> goes through it,
/// all else to the system as it is. The program above knows nothing of it.
/// </summary>
internal static unsafe class DiskShim
{
    private const int Durable = SqliteApi.OpenMainDb | SqliteApi.OpenMainJournal | SqliteApi.OpenWal;

    private static readonly ConcurrentDictionary<string, FaultyDisk> Disks = new();
    private static readonly SqliteVfs* System = SqliteApi.FindVfs(null);
    private static readonly SqliteVfs* Ours = Register();

    // The system has one table for files that are locked, and another for the rest.
    private static readonly ConcurrentDictionary<nint, nint> MethodsBySystems = new();

    /// <summary>Puts a folder's files on a faulty disk.</summary>
    public static void Add(string folder, FaultyDisk disk)
    {
        if (Ours == null || !Disks.TryAdd(folder, disk)) throw new InvalidOperationException($"{folder} has a disk already.");
    }

    /// <summary>What is opened from now on lies on the system's disk again.</summary>
    public static void Remove(string folder) => Disks.TryRemove(folder, out _);

    /// <summary>The system's own VFS with another way to open and delete, in front of it.</summary>
    private static SqliteVfs* Register()
    {
        var vfs = (SqliteVfs*)NativeMemory.Alloc((nuint)sizeof(SqliteVfs));
        *vfs = *System;
        vfs->Next = null;
        vfs->Name = (byte*)Marshal.StringToCoTaskMemUTF8("teahouse-bench");
        // Behind the system's part of each file there is room for a handle of ours.
        vfs->FileSize = System->FileSize + sizeof(nint);
        vfs->Open = &Open;
        vfs->Delete = &Delete;
        var result = SqliteApi.RegisterVfs(vfs, makeDefault: 1);
        return result == 0 ? vfs : throw new InvalidOperationException($"SQLite took no VFS: {result}.");
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Open(SqliteVfs* vfs, byte* path, SqliteFile* file, int flags, int* outFlags)
    {
        var result = System->Open(System, path, file, flags, outFlags);
        if (result != 0 || (flags & Durable) == 0 || Find(path) is not { } found) return result;
        // SQLite syncs the folder with the first sync of a log or journal, so that the file is found after a loss of power.
        found.FolderSyncDue = (flags & SqliteApi.OpenCreate) != 0 && (flags & SqliteApi.OpenMainDb) == 0;
        found.System = (nint)file->Methods;
        Slot(file) = GCHandle.ToIntPtr(GCHandle.Alloc(found));
        file->Methods = (SqliteIoMethods*)MethodsBySystems.GetOrAdd((nint)file->Methods, MakeMethods);
        return result;
    }

    private static nint MakeMethods(nint system)
    {
        var methods = (SqliteIoMethods*)NativeMemory.Alloc((nuint)sizeof(SqliteIoMethods));
        *methods = *(SqliteIoMethods*)system;
        methods->Close = &Close;
        methods->Read = &Read;
        methods->Write = &Write;
        methods->Truncate = &Truncate;
        methods->Sync = &Sync;
        return (nint)methods;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Delete(SqliteVfs* vfs, byte* path, int syncFolder)
    {
        var result = System->Delete(System, path, syncFolder);
        if (result != 0 || Find(path) is not { } found) return result;
        found.Disk.Deleted(found.Name);
        if (syncFolder != 0) found.Disk.FolderSynced();
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Close(SqliteFile* file)
    {
        var system = Of(file).Methods;
        GCHandle.FromIntPtr(Slot(file)).Free();
        file->Methods = system;
        return system->Close(file);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Read(SqliteFile* file, byte* bytes, int count, long offset)
    {
        var found = Of(file);
        var failure = found.Disk.Failure(found.Name, DiskOperation.Read);
        return failure != 0 ? failure : found.Methods->Read(file, bytes, count, offset);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Write(SqliteFile* file, byte* bytes, int count, long offset)
    {
        var found = Of(file);
        var failure = found.Disk.Failure(found.Name, DiskOperation.Write);
        if (failure != 0) return failure;
        var result = found.Methods->Write(file, bytes, count, offset);
        if (result == 0) found.Disk.Written(found.Name, offset, new ReadOnlySpan<byte>(bytes, count));
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Truncate(SqliteFile* file, long length)
    {
        var found = Of(file);
        var result = found.Methods->Truncate(file, length);
        if (result == 0) found.Disk.Truncated(found.Name, length);
        return result;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Sync(SqliteFile* file, int flags)
    {
        var (found, begin) = (Of(file), Stopwatch.GetTimestamp());
        found.Disk.Wait();
        var failure = found.Disk.Failure(found.Name, DiskOperation.Sync);
        var result = failure != 0 ? failure : found.Methods->Sync(file, flags);
        found.Disk.Synced(found.Name, succeeded: result == 0, Stopwatch.GetElapsedTime(begin));
        if (result != 0 || !found.FolderSyncDue) return result;
        found.FolderSyncDue = false;
        found.Disk.FolderSynced();
        return result;
    }

    private static DiskFile? Find(byte* path)
    {
        var full = Marshal.PtrToStringUTF8((nint)path)!;
        return Disks.TryGetValue(Path.GetDirectoryName(full)!, out var disk) ? new DiskFile(disk, Path.GetFileName(full)) : null;
    }

    private static DiskFile Of(SqliteFile* file) => (DiskFile)GCHandle.FromIntPtr(Slot(file)).Target!;

    private static ref nint Slot(SqliteFile* file) => ref *(nint*)((byte*)file + System->FileSize);

    private sealed class DiskFile(FaultyDisk disk, string name)
    {
        public FaultyDisk Disk => disk;

        public string Name => name;

        public bool FolderSyncDue { get; set; }

        public nint System { get; set; }

        public SqliteIoMethods* Methods => (SqliteIoMethods*)System;
    }
}
