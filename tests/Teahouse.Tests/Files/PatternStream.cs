namespace Teahouse.Tests.Files;

/// <summary>A file of any size that takes no room: a random block of a size that no chunk is a multiple of, over and over.</summary>
public class PatternStream : Stream
{
    private static readonly byte[] Block = Exchange.Bytes(1_000_003);

    private readonly long _length;

    public PatternStream(long length) => _length = length;

    public override bool CanRead => true;

    public override bool CanSeek => true;

    public override bool CanWrite => false;

    public override long Length => _length;

    public override long Position { get; set; }

    public override int Read(byte[] buffer, int offset, int count)
    {
        var start = (int)(Position % Block.Length);
        var read = (int)Math.Min(Math.Min(count, Block.Length - start), _length - Position);
        Block.AsSpan(start, read).CopyTo(buffer.AsSpan(offset));
        Position += read;
        return read;
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
