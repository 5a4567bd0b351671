using System.Net;
using System.Security.Cryptography;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Fetches the bytes of a file that was accepted, outside browsers, while they arrive at the server.</summary>
/// <param name="options">The server, and the bearer token.</param>
public sealed class FileDownloader(ChatClientOptions options) : IDisposable
{
    private readonly FileCalls _calls = new(options);

    /// <summary>Fetches a whole file, however often the connection breaks.</summary>
    /// <param name="fileId">The transfer.</param>
    /// <param name="target">Takes the bytes; a break needs a stream that can seek and be cut.</param>
    /// <param name="progress">Is told the bytes that are here.</param>
    /// <param name="stop">Stops fetching.</param>
    /// <returns>The digest of the bytes that came; compare it with <see cref="Transfer.Digest"/>.</returns>
    /// <exception cref="ChatException">Refused; <see cref="ErrorCode.FileWrongState"/> when the transfer has ended without
    /// success.</exception>
    public async Task<string> DownloadAsync(Guid fileId, Stream target, IProgress<long>? progress = null, CancellationToken stop = default)
    {
        using var here = new Arrival(target, progress);
        for (var attempt = 0; ; attempt++)
        {
            ChatException? refused = null;
            try
            {
                var status = await _calls.StatusAsync(fileId, stop);
                if (status.State is FileState.Declined or FileState.Cancelled or FileState.Failed)
                    throw new ChatException(ErrorCode.FileWrongState);
                using var answer = await _calls.ContentAsync(fileId, here.Bytes, stop);
                if (answer.StatusCode != HttpStatusCode.PartialContent) here.Restart();
                await here.TakeAsync(answer.Content, stop);
                if (here.Bytes == status.Size) return here.Digest();
                if (here.Bytes > status.Size) throw new ChatException(ErrorCode.FileWrongDigest);
            }
            catch (ChatException e) when (e.Code is ErrorCode.Busy or ErrorCode.TooFast)
            {
                refused = e;
            }
            catch (LinkException)
            {
            }
            await _calls.RestAsync(attempt, refused, stop);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _calls.Dispose();

    /// <summary>What is here of a file, and the hashes of its chunks.</summary>
    private sealed class Arrival(Stream target, IProgress<long>? progress) : IDisposable
    {
        private const int BufferBytes = 128 * 1024;

        private readonly long _start = target.CanSeek ? target.Position : 0;
        private readonly IncrementalHash _chunk = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        private readonly MemoryStream _hashes = new();

        public long Bytes { get; private set; }

        public void Restart()
        {
            if (Bytes == 0) return;
            target.SetLength(_start);
            target.Position = _start;
            _hashes.SetLength(0);
            _chunk.TryGetHashAndReset(stackalloc byte[FileDigest.HashBytes], out _);
            Bytes = 0;
        }

        public async Task TakeAsync(HttpContent content, CancellationToken stop)
        {
            await using var source = await content.ReadAsStreamAsync(stop);
            var buffer = new byte[BufferBytes];
            int read;
            while ((read = await ReadAsync(source, buffer, stop)) > 0)
            {
                await target.WriteAsync(buffer.AsMemory(0, read), stop);
                Hash(buffer.AsSpan(0, read));
                progress?.Report(Bytes);
            }
        }

        public string Digest()
        {
            if (Bytes % Limits.ChunkBytes > 0) _hashes.Write(_chunk.GetHashAndReset());
            return FileDigest.OfHashes(_hashes.GetBuffer().AsSpan(0, (int)_hashes.Length));
        }

        public void Dispose()
        {
            _chunk.Dispose();
            _hashes.Dispose();
        }

        private static async Task<int> ReadAsync(Stream source, byte[] buffer, CancellationToken stop)
        {
            try
            {
                return await source.ReadAsync(buffer, stop);
            }
            catch (Exception e) when (e is HttpRequestException or IOException)
            {
                throw new LinkException("The bytes broke off.", e);
            }
        }

        private void Hash(ReadOnlySpan<byte> bytes)
        {
            while (bytes.Length > 0)
            {
                var part = (int)Math.Min(bytes.Length, Limits.ChunkBytes - Bytes % Limits.ChunkBytes);
                _chunk.AppendData(bytes[..part]);
                Bytes += part;
                if (Bytes % Limits.ChunkBytes == 0) _hashes.Write(_chunk.GetHashAndReset());
                bytes = bytes[part..];
            }
        }
    }
}
