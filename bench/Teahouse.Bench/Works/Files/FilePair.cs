using System.Diagnostics;
using System.Security.Cryptography;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Serve;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Bench.Works.Files;

/// <summary>Two people, one of whom sends the other files by the library that the command line uses.</summary>
internal sealed class FilePair : IAsyncDisposable
{
    private readonly ChatClient _sender;
    private readonly ChatClient _receiver;
    private readonly long _receiverId;
    private readonly long _senderId;
    private readonly FileUploader _uploader;
    private readonly FileDownloader _downloader;

    private FilePair(ChatClient sender, ChatClient receiver, (GuestPass Sender, GuestPass Receiver) guests, FileSite site)
    {
        (_sender, _receiver, _senderId, _receiverId) = (sender, receiver, guests.Sender.Id, guests.Receiver.Id);
        (_uploader, _downloader) = (new FileUploader(site.Options(guests.Sender)), new FileDownloader(site.Options(guests.Receiver)));
    }

    /// <summary>Lets two guests in, and opens their conversation.</summary>
    /// <param name="site">Where.</param>
    /// <param name="number">The pair's number.</param>
    public static async Task<FilePair> Enter(FileSite site, int number)
    {
        var (sender, receiver) = (site.Server.Guests[2 * number], site.Server.Guests[2 * number + 1]);
        var (from, to) = (await FileSite.Enter(site.Options(sender)), await FileSite.Enter(site.Options(receiver)));
        var pair = new FilePair(from, to, (sender, receiver), site);
        await pair._sender.OpenAsync(receiver.Id);
        return pair;
    }

    /// <summary>Sends a file; the other side takes it to its disk as `teahouse receive` does, and makes sure that it is right.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">Where it goes; what stood there is gone.</param>
    /// <returns>From the upload's first byte until both are done.</returns>
    public async Task<TimeSpan> Pass(string source, string target)
    {
        var id = await Agree(new FileInfo(source).Length);
        var clock = Stopwatch.StartNew();
        await using var from = File.OpenRead(source);
        File.Delete(target);
        var name = Path.GetFileName(target);
        using var to = PartFile.Open(Path.GetDirectoryName(target)!, name, id);
        var coming = _downloader.DownloadAsync(to);
        await _uploader.UploadAsync(id, from);
        await coming;
        if (to.Complete(name) != target) throw new InvalidOperationException("It is not where it belongs.");
        return clock.Elapsed;
    }

    /// <summary>Passes many files of one size, offered in groups, and makes sure that each came as it was.</summary>
    /// <param name="count">How many.</param>
    /// <param name="bytes">How large each is.</param>
    /// <param name="atOnce">How many of them move at once.</param>
    /// <returns>How many came.</returns>
    public async Task<int> PassMany(int count, int bytes, int atOnce)
    {
        var (options, passed) = (new ParallelOptions { MaxDegreeOfParallelism = atOnce }, 0);
        for (var left = count; left > 0; left -= Limits.FilesPerOffer)
        {
            var files = Enumerable.Range(0, Math.Min(left, Limits.FilesPerOffer)).Select(i => ($"{i}.bin", (long)bytes, (byte[]?)null));
            await Parallel.ForEachAsync(await _sender.FindPrivate(_receiverId)!.OfferFilesAsync(files), options, async (offer, _) =>
            {
                await Accept(offer.FileId);
                await PassOne(offer.FileId, RandomNumberGenerator.GetBytes(bytes));
                Interlocked.Increment(ref passed);
            });
        }
        return passed;
    }

    private async Task PassOne(Guid id, byte[] bytes)
    {
        using var from = new MemoryStream(bytes);
        using var to = new MemoryStream();
        var coming = _downloader.DownloadAsync(id, to);
        var sent = await _uploader.UploadAsync(id, from);
        if (sent != await coming || !to.ToArray().AsSpan().SequenceEqual(bytes))
            throw new InvalidOperationException("What came is not what was sent.");
    }

    /// <summary>An offer that the other side has accepted.</summary>
    public async Task<Guid> Agree(long size)
    {
        var offered = await _sender.FindPrivate(_receiverId)!.OfferFileAsync("file.bin", size);
        await Accept(offered.FileId);
        return offered.FileId;
    }

    private async Task Accept(Guid id)
    {
        Transfer? seen = null;
        await Crowd.Until(
            () => (seen = _receiver.FindPrivate(_senderId)?.FindTransfer(id)) is { Known: true }, TimeSpan.FromSeconds(30),
            "the offer is there");
        await _receiver.FindPrivate(_senderId)!.AcceptAsync(seen!);
    }

    public async ValueTask DisposeAsync()
    {
        _uploader.Dispose();
        _downloader.Dispose();
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
    }
}
