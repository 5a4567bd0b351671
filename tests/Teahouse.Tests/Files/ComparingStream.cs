namespace Teahouse.Tests.Files;

/// <summary>A file that takes no room, and throws at the first byte that is not the expected one.</summary>
public sealed class ComparingStream(Stream expected) : Stream
{
    private long _length;

    public override bool CanRead => false;

    public override bool CanSeek => true;

    public override bool CanWrite => true;

    public override long Length => _length;

    public override long Position { get => expected.Position; set => expected.Position = value; }

    public override void Write(byte[] buffer, int offset, int count)
    {
        var wanted = new byte[count];
        var from = Position;
        Assert.Equal(count, expected.ReadAtLeast(wanted, count, throwOnEndOfStream: false));
        Assert.True(wanted.AsSpan().SequenceEqual(buffer.AsSpan(offset, count)), $"Other bytes than were sent, from {from} on.");
        _length = Math.Max(_length, Position);
    }

    public override void SetLength(long value) => _length = value;

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }
}
