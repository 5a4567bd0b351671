using System.Runtime.InteropServices;

namespace Teahouse.Bench.Disk;

/// <summary>The part of SQLite's C interface by which it reaches the disk, as <c>sqlite3.h</c> declares it.</summary>
internal static unsafe partial class SqliteApi
{
    public const int OpenCreate = 0x4;
    public const int OpenMainDb = 0x100;
    public const int OpenMainJournal = 0x800;
    public const int OpenWal = 0x80000;

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_find")]
    public static partial SqliteVfs* FindVfs(byte* name);

    [LibraryImport("e_sqlite3", EntryPoint = "sqlite3_vfs_register")]
    public static partial int RegisterVfs(SqliteVfs* vfs, int makeDefault);
}

/// <summary><c>sqlite3_vfs</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteVfs
{
    public int Version;
    public int FileSize;
    public int MaxPath;
    public SqliteVfs* Next;
    public byte* Name;
    public void* AppData;
    public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, SqliteFile*, int, int*, int> Open;
    public delegate* unmanaged[Cdecl]<SqliteVfs*, byte*, int, int> Delete;
    public fixed long Others[14];
}

/// <summary><c>sqlite3_file</c>: its beginning, which every file has.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteFile
{
    public SqliteIoMethods* Methods;
}

/// <summary><c>sqlite3_io_methods</c>.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct SqliteIoMethods
{
    public int Version;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int> Close;
    public delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Read;
    public delegate* unmanaged[Cdecl]<SqliteFile*, byte*, int, long, int> Write;
    public delegate* unmanaged[Cdecl]<SqliteFile*, long, int> Truncate;
    public delegate* unmanaged[Cdecl]<SqliteFile*, int, int> Sync;
    public fixed long Others[13];
}
