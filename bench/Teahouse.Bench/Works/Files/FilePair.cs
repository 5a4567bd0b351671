using System.Diagnostics;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Serve;
using Teahouse.Client;

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

    /// <summary>Sends a file while the other side reads it, and makes sure that it came as it was.</summary>
    /// <param name="source">The file.</param>
    /// <param name="target">Where it goes.</param>
    /// <returns>From the upload's first byte until both are done.</returns>
    public async Task<TimeSpan> Pass(string source, string target)
    {
        var id = await Agree(new FileInfo(source).Length);
        var clock = Stopwatch.StartNew();
        await using var from = File.OpenRead(source);
        await using var to = File.Create(target);
        var coming = _downloader.DownloadAsync(id, to);
        var sent = await _uploader.UploadAsync(id, from);
        if (sent != await coming) throw new InvalidOperationException("What came is not what was sent.");
        return clock.Elapsed;
    }

    /// <summary>An offer that the other side has accepted.</summary>
    public async Task<Guid> Agree(long size)
    {
        var offered = await _sender.FindPrivate(_receiverId)!.OfferFileAsync("file.bin", size);
        Transfer? seen = null;
        await Crowd.Until(
            () => (seen = _receiver.FindPrivate(_senderId)?.FindTransfer(offered.FileId)) is { Known: true },
            TimeSpan.FromSeconds(30), "the offer is there");
        await _receiver.FindPrivate(_senderId)!.AcceptAsync(seen!);
        return offered.FileId;
    }

    public async ValueTask DisposeAsync()
    {
        _uploader.Dispose();
        _downloader.Dispose();
        await _sender.DisposeAsync();
        await _receiver.DisposeAsync();
    }
}
