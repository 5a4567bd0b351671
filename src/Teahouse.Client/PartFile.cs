using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// A file on its way into a folder: its bytes in <c>NAME.ID.part</c>, its chunks' hashes beside it in <c>….part.sha256</c>, so that a
/// program that is started again goes on where the last one ended. It gets its name when it is whole.
/// </summary>
public sealed class PartFile : IDisposable
{
    private const string Ending = ".part";
    private const string HashEnding = ".sha256";
    private const int MostStemBytes = 180;

    private readonly string _path;
    private readonly FileStream _bytes;
    private readonly FileStream _hashes;

    private PartFile(string path, Guid fileId)
    {
        (_path, FileId) = (path, fileId);
        _bytes = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        try
        {
            _hashes = new FileStream(path + HashEnding, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 0);
        }
        catch
        {
            _bytes.Dispose();
            throw;
        }
    }

    /// <summary>The transfer.</summary>
    public Guid FileId { get; }

    /// <summary>The transfers that are on their way into a folder.</summary>
    /// <param name="folder">The folder.</param>
    public static Guid[] In(string folder) =>
        [.. Directory.EnumerateFiles(folder, "*" + Ending).Select(IdOf).Where(id => id != Guid.Empty).Distinct()];

    /// <summary>Opens the part of a transfer, and makes it when there is none.</summary>
    /// <param name="folder">Where the file will be.</param>
    /// <param name="name">Its name as the other side gave it.</param>
    /// <param name="fileId">The transfer.</param>
    /// <exception cref="IOException">Another program has it open, or the disk is full.</exception>
    public static PartFile Open(string folder, string name, Guid fileId)
    {
        var there = Directory.EnumerateFiles(folder, "*" + Ending).FirstOrDefault(path => IdOf(path) == fileId);
        return new PartFile(there ?? Path.Combine(folder, $"{Short(SafeName(name), MostStemBytes)}.{fileId:N}{Ending}"), fileId);
    }

    /// <summary>Gives the whole file its name, or the first free one like it; nothing is ever overwritten.</summary>
    /// <param name="name">Its name as the other side gave it.</param>
    /// <returns>Where it is.</returns>
    public string Complete(string name)
    {
        Dispose();
        var (folder, safe) = (Path.GetDirectoryName(_path)!, SafeName(name));
        var ending = Path.GetExtension(safe);
        if (Encoding.UTF8.GetByteCount(ending) > MostStemBytes / 2) ending = "";
        for (var number = 1; ; number++)
        {
            var mark = number == 1 ? "" : string.Create(CultureInfo.InvariantCulture, $" ({number})");
            var stem = Short(safe[..^ending.Length], Limits.FileNameBytes - Encoding.UTF8.GetByteCount(mark + ending));
            var path = Path.Combine(folder, stem + mark + ending);
            try
            {
                File.Move(_path, path, overwrite: false);
                File.Delete(_path + HashEnding);
                return path;
            }
            catch (IOException) when (Path.Exists(path))
            {
            }
        }
    }

    /// <summary>Throws away what is here.</summary>
    public void Delete()
    {
        Dispose();
        File.Delete(_path + HashEnding);
        File.Delete(_path);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _bytes.Dispose();
        _hashes.Dispose();
    }

    /// <summary>What is here already, up to the last chunk whose bytes are those of its hash.</summary>
    internal Arrival Arrive(IProgress<long>? progress)
    {
        var noted = Math.Min(_hashes.Length / FileDigest.HashBytes, _bytes.Length / Limits.ChunkBytes);
        var chunks = Arrival.Sure(noted);
        while (chunks < noted && IsRight(chunks)) chunks++;
        _bytes.Position = 0;
        var here = new Arrival(_bytes, _hashes, progress, isKept: true);
        here.GoOn(chunks);
        return here;
    }

    /// <summary>A name that is safe in a folder, whatever the server says.</summary>
    private static string SafeName(string name)
    {
        try
        {
            return FileName.ForDownload(FileName.Clean(name));
        }
        catch (ChatException)
        {
            return "file";
        }
    }

    private static string Short(string name, int bytes)
    {
        var kept = new StringBuilder();
        foreach (var rune in name.EnumerateRunes())
        {
            if ((bytes -= rune.Utf8SequenceLength) < 0) break;
            kept.Append(rune);
        }
        return kept.ToString();
    }

    private static Guid IdOf(string path) =>
        Guid.TryParseExact(Path.GetExtension(Path.GetFileNameWithoutExtension(path)).TrimStart('.'), "N", out var id) ? id : Guid.Empty;

    private bool IsRight(long number)
    {
        Span<byte> noted = stackalloc byte[FileDigest.HashBytes];
        var chunk = new byte[Limits.ChunkBytes];
        RandomAccess.Read(_hashes.SafeFileHandle, noted, number * FileDigest.HashBytes);
        RandomAccess.Read(_bytes.SafeFileHandle, chunk, number * Limits.ChunkBytes);
        return noted.SequenceEqual(SHA256.HashData(chunk));
    }
}
