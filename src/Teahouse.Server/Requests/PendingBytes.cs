using System.Buffers;

namespace Teahouse.Server.Requests;

/// <summary>What was written and not sent yet, in one piece of memory, which is borrowed while there is something.</summary>
internal struct PendingBytes
{
    private const int Smallest = 512;

    private byte[]? _bytes;

    /// <summary>How many bytes wait.</summary>
    public int Count { get; private set; }

    /// <summary>The bytes that wait.</summary>
    public readonly Memory<byte> All => _bytes.AsMemory(0, Count);

    /// <summary>Memory for more, never empty.</summary>
    /// <param name="sizeHint">At least so many bytes.</param>
    public Memory<byte> Free(int sizeHint)
    {
        if (_bytes is null || _bytes.Length - Count <= sizeHint) Grow(Math.Max(sizeHint + 1, Math.Max(Smallest, Count)));
        return _bytes.AsMemory(Count);
    }

    /// <summary>Counts bytes that were written to what <see cref="Free"/> gave.</summary>
    public void Advance(int bytes) => Count += bytes;

    /// <summary>Gives the memory back, with whatever waits.</summary>
    public void Clear()
    {
        if (_bytes is not null) ArrayPool<byte>.Shared.Return(_bytes);
        this = default;
    }

    private void Grow(int more)
    {
        var larger = ArrayPool<byte>.Shared.Rent(Count + more);
        All.CopyTo(larger);
        var count = Count;
        Clear();
        (_bytes, Count) = (larger, count);
    }
}
