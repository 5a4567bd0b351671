using System.Buffers;
using System.Security.Cryptography;
using Microsoft.Win32.SafeHandles;

namespace Teahouse.Server.Files;

/// <summary>
/// Writes one chunk to its file as it comes, and hashes it. It writes whole pieces that begin at multiples of their length: to the system
/// those cost two thirds of what it takes for as many bytes at any offset, for it keeps them in larger runs of memory (decision 35).
/// </summary>
/// <param name="file">Where the bytes go.</param>
/// <param name="offset">Where the chunk begins in the file, a multiple of a piece.</param>
/// <param name="length">Its length in bytes.</param>
internal sealed class ChunkWriter(SafeFileHandle file, long offset, int length) : IDisposable
{
    private const int PieceBytes = 256 * 1024;

    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly byte[] _begun = ArrayPool<byte>.Shared.Rent(Math.Min(length, PieceBytes));
    private readonly List<ReadOnlyMemory<byte>> _parts = [];
    private long _position = offset;
    private int _held;

    /// <summary>Bytes that are still to come.</summary>
    public int Left { get; private set; } = length;

    /// <summary>Takes the next bytes, at most <see cref="Left"/>; a piece that they do not end is kept until others do.</summary>
    /// <exception cref="IOException">The disk is full, or otherwise refuses.</exception>
    public void Add(ReadOnlySequence<byte> bytes)
    {
        foreach (var part in bytes) _hash.AppendData(part.Span);
        Left -= (int)bytes.Length;
        while (!bytes.IsEmpty)
        {
            var next = bytes.Slice(0, Math.Min(bytes.Length, PieceBytes - _held));
            bytes = bytes.Slice(next.End);
            if (_held + next.Length == PieceBytes || (Left == 0 && bytes.IsEmpty)) Write(next);
            else Hold(next);
        }
    }

    /// <summary>The SHA-256 of what came.</summary>
    public byte[] Hash() => _hash.GetHashAndReset();

    /// <inheritdoc/>
    public void Dispose()
    {
        _hash.Dispose();
        ArrayPool<byte>.Shared.Return(_begun);
    }

    /// <summary>They go from the request's own memory to the system's, on this thread.</summary>
    private void Write(ReadOnlySequence<byte> end)
    {
        _parts.Clear();
        if (_held > 0) _parts.Add(_begun.AsMemory(0, _held));
        foreach (var part in end) _parts.Add(part);
        RandomAccess.Write(file, _parts, _position);
        _position += _held + end.Length;
        _held = 0;
    }

    private void Hold(ReadOnlySequence<byte> bytes)
    {
        bytes.CopyTo(_begun.AsSpan(_held));
        _held += (int)bytes.Length;
    }
}
