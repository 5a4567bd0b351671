using System.Runtime.InteropServices;

namespace Teahouse.Bench.Disk;

/// <summary>
/// How often the files of a database were synced, and the time that it took, in a file, so that another process can read it at any moment:
/// two numbers of eight bytes, the count and ticks of 100 ns.
/// </summary>
internal sealed class SyncCount : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;
    private readonly long[] _numbers = new long[2];

    /// <param name="path">The file, which is begun anew.</param>
    public SyncCount(string path)
    {
        _file = new FileStream(path, FileMode.Create, FileAccess.Write, FileShare.ReadWrite, bufferSize: 0);
        Write();
    }

    /// <summary>One more.</summary>
    public void Add(TimeSpan took)
    {
        lock (_gate)
        {
            if (!_file.CanWrite) return;
            _numbers[0]++;
            _numbers[1] += took.Ticks;
            Write();
        }
    }

    public void Dispose()
    {
        lock (_gate) _file.Dispose();
    }

    private void Write() => RandomAccess.Write(_file.SafeFileHandle, MemoryMarshal.AsBytes(_numbers.AsSpan()), 0);
}
