using System.Security.Cryptography;
using Teahouse.Bench.Journal;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Bench.Guests;

/// <summary>
/// One person passes files to another, one after the other, whatever happens to the connections, until it is disposed of.
/// </summary>
internal sealed class FilePassing : IAsyncDisposable
{
    private const int Largest = 3 * Limits.ChunkBytes;

    private readonly CancellationTokenSource _enough = new();
    private readonly JournalFile _journal;
    private readonly CrowdWindow _from;
    private readonly CrowdWindow _to;
    private readonly Task _passing;

    public FilePassing(CrowdWindow from, CrowdWindow to, string journals)
    {
        (_from, _to) = (from, to);
        _journal = new JournalFile(journals, $"files-{from.Guest.Name}");
        _passing = Pass();
    }

    public async ValueTask DisposeAsync()
    {
        await _enough.CancelAsync();
        await _passing;
        _journal.Dispose();
        _enough.Dispose();
    }

    private async Task Pass()
    {
        while (!_enough.IsCancellationRequested)
        {
            var bytes = RandomNumberGenerator.GetBytes(Random.Shared.Next(4) == 0 ? Random.Shared.Next(3) : Random.Shared.Next(Largest));
            // A transfer that was begun is brought to its end, unless it never ends.
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(90));
            try
            {
                await PassOne(bytes, patience.Token);
            }
            catch (Exception e) when (e is ChatException or OperationCanceledException)
            {
                // The checker finds what was promised and not kept; a transfer that failed and said so is no breach.
            }
        }
    }

    private async Task PassOne(byte[] bytes, CancellationToken stop)
    {
        var room = _from.Client.FindPrivate(_to.Guest.Id)!;
        var transfer = await room.OfferFileAsync($"{Guid.NewGuid():N}.bin", bytes.Length);
        _journal.Write(new FileSent(JournalFile.Now, transfer.FileId, Convert.ToHexStringLower(SHA256.HashData(bytes))));
        using var downloader = new FileDownloader(_to.Options);
        _journal.Write(new FileEarly(JournalFile.Now, transfer.FileId, await Peek(downloader, transfer.FileId)));

        var receiving = _to.Client.FindPrivate(_from.Guest.Id)!;
        Transfer? offered;
        while ((offered = receiving.FindTransfer(transfer.FileId)) is not { Known: true }) await Task.Delay(20, stop);
        await receiving.AcceptAsync(offered);

        using var uploader = new FileUploader(_from.Options);
        using var target = new MemoryStream();
        var downloading = downloader.DownloadAsync(transfer.FileId, target, stop: stop);
        await uploader.UploadAsync(transfer.FileId, new MemoryStream(bytes), stop: stop);
        await downloading;
        _journal.Write(new FileGot(JournalFile.Now, transfer.FileId, Convert.ToHexStringLower(SHA256.HashData(target.ToArray()))));
    }

    /// <summary>Asks for the bytes before anybody has accepted.</summary>
    private static async Task<long> Peek(FileDownloader downloader, Guid fileId)
    {
        using var target = new MemoryStream();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
        try
        {
            await downloader.DownloadAsync(fileId, target, stop: patience.Token);
        }
        catch (Exception e) when (e is ChatException or OperationCanceledException)
        {
            // As it must be.
        }
        return target.Length;
    }
}
