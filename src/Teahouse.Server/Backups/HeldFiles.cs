using Microsoft.Win32.SafeHandles;
using Teahouse.Server.Files;

namespace Teahouse.Server.Backups;

/// <summary>Files of the spool that are held open: whoever frees one meanwhile takes its name away and not its bytes.</summary>
internal sealed class HeldFiles(string spool) : IDisposable
{
    private readonly Dictionary<Guid, SafeFileHandle> _handles = [];

    /// <summary>Takes hold of what is not held yet; what is not there is passed over.</summary>
    public void Hold(IEnumerable<SpooledBytes> files)
    {
        foreach (var file in files)
        {
            if (!_handles.ContainsKey(file.Id) && Spool.TryOpen(spool, file.Id) is { } handle) _handles.Add(file.Id, handle);
        }
    }

    /// <summary>
    /// The bytes of a transfer: as many as the database says, or what is left of a part; null when a whole file is not there.
    /// </summary>
    public Stream? Open(SpooledBytes file)
    {
        if (!_handles.TryGetValue(file.Id, out var handle)) return null;
        var there = Math.Min(RandomAccess.GetLength(handle), file.Length);
        return there < file.Length && file.IsWhole ? null : new Stretch(handle, there);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var handle in _handles.Values) handle.Dispose();
    }

    /// <summary>The beginning of a file that may be growing.</summary>
    private sealed class Stretch(SafeFileHandle handle, long length) : Stream
    {
        public override bool CanRead => true;
        public override bool CanSeek => false;
        public override bool CanWrite => false;
        public override long Length => length;
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

        public override int Read(Span<byte> buffer)
        {
            var count = RandomAccess.Read(handle, buffer[..(int)Math.Min(buffer.Length, length - Position)], Position);
            Position += count;
            return count;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
