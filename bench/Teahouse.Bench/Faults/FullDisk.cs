using System.Diagnostics;
using Teahouse.Bench.Check;
using Teahouse.Bench.Disk;
using Teahouse.Bench.Guests;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Bench.Faults;

/// <summary>
/// The disk of the data folder is filled to its last byte while everybody talks and a file is on its way. What does not fit is refused,
/// nobody is cut off, and when there is room again everything goes on in the same process.
/// </summary>
internal static class FullDisk
{
    private const int Megabytes = 256;
    private const int FileBytes = 3 * Limits.ChunkBytes;

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<FaultRow> Run(bool full)
    {
        if (!SmallDisk.CanMake)
            return new FaultRow("disk-full", 0, new Verdict(), "not run: only root can mount a small disk") { BoundsKept = false };
        var (size, fillings) = full ? (CrowdSize.Full, 5) : (CrowdSize.Few, 1);
        await using var run = await FaultRun.Start(size.Guests);
        await run.Server.Stop();
        await using var disk = await SmallDisk.Under(run.Server.Data, Megabytes);
        await run.Server.Restart();
        var process = run.Server.Id;
        await using var crowd = await run.Enter(size);
        var refused = 0;
        await using (crowd.Talk())
        {
            for (var filling = 0; filling < fillings; filling++) refused += await Fill(run, disk, crowd);
        }
        var verdict = await run.Finish(Patience, crowd);
        var sends = crowd.Windows.Sum(window => window.NoRoom);
        var note = $"{size}; {sends} sends and {refused} chunks refused, {fillings} files of {FileBytes >> 20} MiB whole; one process";
        return new FaultRow("disk-full", fillings, verdict, note)
        {
            BoundsKept = sends >= fillings && refused >= fillings && run.Server.Id == process,
        };
    }

    /// <summary>Fills the disk between a file's acceptance and its bytes, and empties it when messages were refused for a while.</summary>
    /// <returns>How many chunks were refused.</returns>
    private static async Task<int> Fill(FaultRun run, SmallDisk disk, Crowd crowd)
    {
        var sender = crowd.Windows[0];
        var receiver = crowd.Windows.First(window => window.Guest.Id != sender.Guest.Id);
        var fileId = await sender.Offer(sender.Client.Rooms[^1], "龙井.bin", FileBytes);
        var room = receiver.Client.Rooms[^1];
        await Crowd.Until(() => room.FindTransfer(fileId) is { Known: true }, Patience, "the offer is there");
        await room.AcceptAsync(room.FindTransfer(fileId)!);
        var bytes = new byte[FileBytes];
        Random.Shared.NextBytes(bytes);
        Task<int>? upload = null;
        await run.Harm("full disk", async () =>
        {
            disk.Fill();
            upload = Upload(run, sender, fileId, bytes);
            await Refusals(crowd);
            await Task.Delay(TimeSpan.FromSeconds(2));
            disk.Empty();
        });
        var refused = await upload!.WaitAsync(Patience);
        await Download(run, receiver, fileId, bytes);
        return refused;
    }

    /// <summary>Waits until messages are refused. The WAL uses its old room first, and the last of a page.</summary>
    private static async Task Refusals(Crowd crowd)
    {
        var before = crowd.Windows.Sum(window => window.NoRoom);
        await Crowd.Until(() => crowd.Windows.Sum(window => window.NoRoom) > before, Patience, "a message is refused");
    }

    private static async Task<int> Upload(FaultRun run, CrowdWindow window, Guid fileId, byte[] bytes)
    {
        using var uploader = new FileUploader(Options(run, window));
        var clock = Stopwatch.StartNew();
        for (var refused = 0; ; refused++)
        {
            try
            {
                await uploader.UploadAsync(fileId, new MemoryStream(bytes));
                return refused;
            }
            catch (ChatException e) when (e.Code == ErrorCode.FileNoRoom && clock.Elapsed < 2 * Patience)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(300));
            }
        }
    }

    private static async Task Download(FaultRun run, CrowdWindow window, Guid fileId, byte[] bytes)
    {
        using var downloader = new FileDownloader(Options(run, window));
        using var arrived = new MemoryStream();
        await downloader.DownloadAsync(fileId, arrived).WaitAsync(Patience);
        if (!arrived.ToArray().AsSpan().SequenceEqual(bytes)) throw new InvalidOperationException("The file arrived otherwise.");
    }

    private static ChatClientOptions Options(FaultRun run, CrowdWindow window) => new()
    {
        Server = run.Server.Url,
        Token = () => Task.FromResult<string?>(window.Guest.Token),
    };
}
