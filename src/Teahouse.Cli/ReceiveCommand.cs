using System.CommandLine;
using Spectre.Console;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Cli;

/// <summary><c>teahouse receive</c>: accepts files and keeps them in a folder, until it is stopped; started again it goes on.</summary>
internal sealed class ReceiveCommand : TransferCommand
{
    private const int AtOnce = 4;
    private const int WrongTries = 3;

    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(5);

    private static readonly SemaphoreSlim Turns = new(AtOnce);

    private readonly Option<string?> _from = new("--from") { Description = "Only what this person offers", HelpName = "NAME" };

    private readonly Option<DirectoryInfo> _into = new("--into")
    {
        Description = "Where to keep the files",
        HelpName = "DIR",
        DefaultValueFactory = _ => new DirectoryInfo("."),
    };

    public ReceiveCommand() : base("receive", "Accepts the files that are offered, keeps them, and goes on until it is stopped")
    {
        Add(_from);
        Add(_into);
    }

    protected override bool Sends => false;

    protected override Task<int> WorkAsync(Desk desk, ParseResult parsed, CancellationToken stop)
    {
        var folder = parsed.GetRequiredValue(_into);
        folder.Create();
        return desk.ShowAsync(bars => new Receiving(desk, folder.FullName, bars, stop).RunAsync(parsed.GetValue(_from)));
    }

    /// <summary>One run of the command.</summary>
    private sealed class Receiving(Desk desk, string folder, ProgressContext bars, CancellationToken stop)
    {
        private readonly HashSet<Guid> _known = [];
        private readonly HashSet<long> _loading = [];
        private readonly List<Task> _running = [];

        public async Task<int> RunAsync(string? from)
        {
            using var downloader = new FileDownloader(desk.Options);
            foreach (var begun in PartFile.In(folder)) await GoOnAsync(downloader, begun);
            desk.Say(Texts.Receiving(folder));
            while (true)
            {
                foreach (var room in desk.Client.Rooms.Where(r => r.Kind == ConversationKind.Private))
                {
                    if (from is not null && !string.Equals(room.Peer?.Name, from, StringComparison.OrdinalIgnoreCase)) continue;
                    if (_loading.Add(room.Id)) _ = room.LoadOffersAsync();
                    foreach (var offer in room.Transfers.Where(t => t is { Mine: false, State: FileState.Offered } && _known.Add(t.FileId)))
                        _running.Add(TakeAsync(downloader, room, offer));
                }
                // What is no refusal and no full disk ends the command.
                foreach (var ended in _running.Where(task => task.IsCompleted).ToArray())
                {
                    _running.Remove(ended);
                    await ended;
                }
                await Task.Delay(TimeSpan.FromMilliseconds(100), stop);
            }
        }

        /// <summary>Takes up what an earlier run began.</summary>
        private async Task GoOnAsync(FileDownloader downloader, Guid fileId)
        {
            try
            {
                var status = await downloader.StatusAsync(fileId, stop);
                if (status.State == FileState.Offered || !_known.Add(fileId)) return;
                desk.Say(Texts.GoingOn(status.Name));
                _running.Add(FetchAsync(downloader, fileId, status.Name, status.Size));
            }
            catch (ChatException e) when (e.Code == ErrorCode.NotFound)
            {
                // The part of another server's file, or of another account's: it is left for whoever began it.
            }
        }

        private async Task TakeAsync(FileDownloader downloader, Room room, Transfer offer)
        {
            for (var said = false; ; said = true)
            {
                try
                {
                    // With the part there first, a run that is killed now is known by the next to have accepted.
                    using (PartFile.Open(folder, offer.Name, offer.FileId)) await room.AcceptAsync(offer).WaitAsync(stop);
                    desk.Say(Texts.Accepted(offer.Name, room.Peer?.Name ?? ""));
                    await FetchAsync(downloader, offer.FileId, offer.Name, offer.Size);
                    return;
                }
                catch (ChatException e) when (e.Code is ErrorCode.FileNoRoom or ErrorCode.FileQuota)
                {
                    if (!said) desk.Say($"{offer.Name}: {Texts.Refused(e.Code)}");
                }
                catch (ChatException e)
                {
                    PartFile.Open(folder, offer.Name, offer.FileId).Delete();
                    desk.Say($"{offer.Name}: {Texts.Refused(e.Code)}");
                    return;
                }
                catch (IOException e)
                {
                    if (!said) desk.Say($"{offer.Name}: {Texts.DiskTrouble(e.Message)}");
                }
                await Task.Delay(Rest, stop);
            }
        }

        private async Task FetchAsync(FileDownloader downloader, Guid fileId, string name, long size)
        {
            await Turns.WaitAsync(stop);
            var bar = bars.AddTask(Markup.Escape(name), maxValue: Math.Max(1, size));
            try
            {
                var (wrong, said) = (0, false);
                while (!await TryAsync(downloader, fileId, name, bar, () => ++wrong < WrongTries, e => Trouble(name, e, ref said)))
                    await Task.Delay(Rest, stop);
            }
            finally
            {
                bar.StopTask();
                Turns.Release();
            }
        }

        /// <summary>Fetches what is missing.</summary>
        /// <returns>False when the disk refused, and it is to be tried again.</returns>
        private async Task<bool> TryAsync(
            FileDownloader downloader, Guid fileId, string name, ProgressTask bar, Func<bool> mayRepeat, Action<IOException> trouble)
        {
            try
            {
                using var part = PartFile.Open(folder, name, fileId);
                try
                {
                    await downloader.DownloadAsync(part, new Gauge(bar), stop);
                    desk.Say(Texts.Received(name, part.Complete(name)));
                    return true;
                }
                catch (ChatException e) when (e.Code == ErrorCode.FileWrongDigest && mayRepeat())
                {
                    return false;
                }
                catch (ChatException e)
                {
                    if (e.Code is ErrorCode.FileWrongState or ErrorCode.FileWrongDigest) part.Delete();
                    desk.Say(Texts.NotReceived(name, e.Code));
                    return true;
                }
            }
            catch (IOException e)
            {
                trouble(e);
                return false;
            }
        }

        private void Trouble(string name, IOException e, ref bool said)
        {
            if (!said) desk.Say($"{name}: {Texts.DiskTrouble(e.Message)}");
            said = true;
        }
    }
}
