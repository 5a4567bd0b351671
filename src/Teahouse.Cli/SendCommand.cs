using System.CommandLine;
using Spectre.Console;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Cli;

/// <summary><c>teahouse send</c>: offers files to a person and sends them, over every break; started again it goes on.</summary>
internal sealed class SendCommand : TransferCommand
{
    private const int AtOnce = 2;
    private const int PagesBack = 20;

    private readonly Argument<FileInfo[]> _files = new("FILE")
    {
        Description = "What to send",
        Arity = ArgumentArity.OneOrMore,
    };

    private readonly Option<string> _to = new("--to") { Description = "To whom", HelpName = "NAME", Required = true };

    private readonly Option<bool> _leave = new("--leave")
    {
        Description = "Leave the files with the server and end: they arrive when the person accepts",
    };

    public SendCommand() : base("send", "Sends files to a person, and goes on with those that were begun")
    {
        Add(_files.AcceptExistingOnly());
        Add(_to);
        Add(_leave);
    }

    protected override bool Sends => true;

    protected override async Task<int> WorkAsync(Desk desk, ParseResult parsed, CancellationToken stop)
    {
        var room = await FindAsync(desk, parsed.GetRequiredValue(_to), stop);
        var leave = parsed.GetValue(_leave);
        using var turns = new SemaphoreSlim(AtOnce);
        var codes = await desk.ShowAsync(async bars =>
        {
            var sending = new List<Task<int>>();
            var taken = new HashSet<Guid>();
            foreach (var file in parsed.GetRequiredValue(_files))
            {
                try
                {
                    var transfer = await OpenAsync(room, file, taken) ?? await OfferAsync(room, file, leave, stop);
                    if (leave && transfer is { State: FileState.Offered, IsLeft: false })
                        transfer = await LeaveAsync(room, transfer, file, stop);
                    taken.Add(transfer.FileId);
                    var bar = bars.AddTask(Markup.Escape(file.Name), maxValue: Math.Max(1, file.Length));
                    sending.Add(SendAsync(desk, room, transfer, file, leave, bar, turns, stop));
                }
                catch (ChatException refused)
                {
                    desk.Say($"{file.Name}: {Texts.Refused(refused.Code)}");
                    sending.Add(Task.FromResult(ExitCode.Broken));
                }
            }
            return await Task.WhenAll(sending);
        });
        // What a run noted that was killed at its end.
        foreach (var over in room.Transfers.Where(t => t is { Mine: true, IsOver: true })) SendNotes.Forget(over.FileId);
        return codes.Max();
    }

    private static async Task<Room> FindAsync(Desk desk, string name, CancellationToken stop)
    {
        await UntilAsync(() => desk.Client.Link.IsOnline, stop);
        Person? Named(IEnumerable<Person> people) => people.FirstOrDefault(
            p => string.Equals(p.Name, name, StringComparison.OrdinalIgnoreCase) && p.Id != desk.Client.Me?.Id);
        // Who is offline and was never talked with is in the whole list only.
        var person = Named(desk.Client.People) ?? Named(await desk.Client.ListPeopleAsync().WaitAsync(stop));
        if (person is null) desk.Say(Texts.WaitingForPerson(name));
        await UntilAsync(() => (person ??= Named(desk.Client.People)) is not null, stop);
        var room = await desk.Client.OpenAsync(person!.Id).WaitAsync(stop);
        await room.LoadAsync().WaitAsync(stop);
        return room;
    }

    /// <summary>
    /// The transfer of this file that was begun and is not over, if there is one. Of what lies with the server nothing is compared any
    /// more, so it must be known to be this file.
    /// </summary>
    private static async Task<Transfer?> OpenAsync(Room room, FileInfo file, HashSet<Guid> taken)
    {
        var name = FileName.Clean(file.Name);
        for (var pages = 0; ; pages++)
        {
            var open = room.Transfers.LastOrDefault(
                t => t is { Mine: true, IsOver: false } && t.Name == name && t.Size == file.Length && !taken.Contains(t.FileId)
                    && (!t.LiesAtServer || SendNotes.Read(t.FileId) == file.LastWriteTimeUtc));
            if (open is not null || pages == PagesBack || !await room.LoadOlderAsync()) return open;
        }
    }

    /// <summary>
    /// An offer that waits without its bytes cannot become one that is left. So it is made anew, and the old one withdrawn when that was
    /// not refused.
    /// </summary>
    private static async Task<Transfer> LeaveAsync(Room room, Transfer waiting, FileInfo file, CancellationToken stop)
    {
        var left = await OfferAsync(room, file, leave: true, stop);
        try
        {
            await room.CancelAsync(waiting).WaitAsync(stop);
        }
        catch (ChatException e) when (e.Code == ErrorCode.FileWrongState)
        {
            // It was declined in this very moment.
        }
        return left;
    }

    private static async Task<Transfer> OfferAsync(Room room, FileInfo file, bool leave, CancellationToken stop)
    {
        while (true)
        {
            try
            {
                return await room.OfferFileAsync(file.Name, file.Length, leave: leave).WaitAsync(stop);
            }
            catch (ChatException e) when (e.Code == ErrorCode.TooFast)
            {
                await Task.Delay(e.RetryAfter ?? TimeSpan.FromSeconds(1), stop);
            }
        }
    }

    private static async Task<int> SendAsync(
        Desk desk, Room room, Transfer transfer, FileInfo file, bool leave, ProgressTask bar, SemaphoreSlim turns, CancellationToken stop)
    {
        if (transfer is { State: FileState.Offered, LiesAtServer: false })
            desk.Say(transfer.IsLeft ? Texts.Leaving(file.Name) : Texts.WaitingForAnswer(file.Name));
        await UntilAsync(() => transfer.State != FileState.Offered || transfer.IsLeft, stop);
        await turns.WaitAsync(stop);
        try
        {
            if (transfer.TakesBytes) await UploadAsync(desk, transfer, file, bar, stop);
        }
        catch (ChatException e)
        {
            // How it stands is told by the transfer's events, unless the refusal is none of the transfer's.
            if (e.Code is not (ErrorCode.FileWrongState or ErrorCode.FileChanged or ErrorCode.FileWrongDigest))
            {
                desk.Say($"{file.Name}: {Texts.Refused(e.Code)}");
                return ExitCode.Broken;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            desk.Say($"{file.Name}: {Texts.Unreadable(e.Message)}");
            return ExitCode.Broken;
        }
        finally
        {
            turns.Release();
        }
        await UntilAsync(() => transfer.IsOver || transfer.LiesAtServer || (leave && transfer.State == FileState.Stored), stop);
        if (!transfer.IsOver)
        {
            var to = room.Peer?.Name ?? "";
            desk.Say(transfer.LiesAtServer ? Texts.Lies(file.Name, to) : Texts.LiesAccepted(file.Name, to));
            if (leave) return ExitCode.Done;
            await UntilAsync(() => transfer.IsOver, stop);
        }
        bar.StopTask();
        SendNotes.Forget(transfer.FileId);
        desk.Say(Texts.Sent(file.Name, transfer));
        return transfer.State switch
        {
            FileState.Done => ExitCode.Done,
            FileState.Failed => ExitCode.Broken,
            _ => ExitCode.Declined,
        };
    }

    private static async Task UploadAsync(Desk desk, Transfer transfer, FileInfo file, ProgressTask bar, CancellationToken stop)
    {
        await using var content = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        var noted = SendNotes.Read(transfer.FileId);
        if (noted is null) SendNotes.Write(transfer.FileId, File.GetLastWriteTimeUtc(content.SafeFileHandle));
        using var uploader = new FileUploader(desk.Options);
        await uploader.UploadAsync(transfer.FileId, content, new Gauge(bar), noted, stop);
        // What lies with the server is known again by this time, whatever it was when the file was begun.
        var modified = File.GetLastWriteTimeUtc(content.SafeFileHandle);
        if (noted is not null && noted != modified) SendNotes.Write(transfer.FileId, modified);
    }
}
