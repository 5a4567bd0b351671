using System.Text.Json;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;
using Teahouse.Web.Notices;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Files;

/// <summary>What happens when a transfer moves on.</summary>
public sealed partial class FileDesk
{
    private const int DownloadsAtOnce = 2;
    private const int DownloadsOpen = 3;
    private readonly Dictionary<Guid, FileState> _known = [];
    private readonly List<Offer> _wanted = [];
    private readonly Dictionary<Guid, Transfer> _saving = [];
    private readonly HashSet<Guid> _endedGroups = [];
    private readonly HashSet<Guid> _lying = [];

    /// <summary>Whether this window takes the bytes of a transfer, or will.</summary>
    public bool Takes(Transfer transfer) => _saving.ContainsKey(transfer.FileId) || _wanted.Exists(w => w.Transfer == transfer);

    /// <summary>Accepts an offer, and saves the file here as soon as there are bytes.</summary>
    public async Task AcceptAsync(Room room, Transfer transfer)
    {
        Dismiss([transfer]);
        Save(room, transfer);
        await TryAsync(() => room.AcceptAsync(transfer));
    }

    public async Task DeclineAsync(Room room, Transfer transfer)
    {
        Dismiss([transfer]);
        await TryAsync(() => room.DeclineAsync(transfer));
    }

    /// <summary>Answers several offers of one room together; what is refused is said once.</summary>
    public async Task AnswerAsync(Room room, Transfer[] wanted, Transfer[] unwanted)
    {
        Dismiss([.. wanted, .. unwanted]);
        foreach (var transfer in wanted) Save(room, transfer);
        await TryAsync(() => Task.WhenAll([.. wanted.Select(room.AcceptAsync), .. unwanted.Select(room.DeclineAsync)]));
    }

    public async Task CancelAsync(Room room, Transfer transfer)
    {
        FilesJs.Drop(transfer.FileId.ToString());
        await TryAsync(() => room.CancelAsync(transfer));
    }

    public Task PauseAsync(Room room, Transfer transfer) => TryAsync(() => room.PauseAsync(transfer));

    public Task ResumeAsync(Room room, Transfer transfer) => TryAsync(() => room.ResumeAsync(transfer));

    /// <summary>Closes the question; the cards still ask it.</summary>
    public void Dismiss(Transfer[] transfers)
    {
        if (Offers.RemoveAll(o => transfers.Contains(o.Transfer)) > 0) Changed?.Invoke();
    }

    /// <summary>Saves the file in this window, now or when it is its turn.</summary>
    public void Save(Room room, Transfer transfer)
    {
        _saving.Remove(transfer.FileId);
        if (!Takes(transfer)) _wanted.Add(new Offer(room, transfer));
        StartDownloads();
    }

    private async Task TryAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (ChatException e)
        {
            board.Post(NoticeKind.Bad, () => texts.Refusal(e.Refusal));
        }
    }

    private void Follow(Room room)
    {
        foreach (var transfer in room.Transfers)
        {
            var isNew = !_known.TryGetValue(transfer.FileId, out var before);
            _known[transfer.FileId] = transfer.State;
            if (isNew && transfer is { State: FileState.Offered, Mine: false }) Offers.Add(new Offer(room, transfer));
            if (isNew && (transfer.TakesBytes || transfer.State == FileState.Stored)) _ = CatchUpAsync(room, transfer.FileId);
            if (transfer is { Mine: true, TakesBytes: true }) StartUpload(transfer);
            if (transfer is { Mine: true, LiesAtServer: true } && _lying.Add(transfer.FileId)) LetLie(room, transfer, !isNew);
            if (transfer.State == before && !isNew) continue;
            if (transfer.State != FileState.Offered) Offers.RemoveAll(o => o.Transfer == transfer);
            if (transfer.IsOver) End(room, transfer, !isNew);
        }
        StartDownloads();
        Changed?.Invoke();
    }

    // What had moved before this window came is told again only when more moves.
    private static async Task CatchUpAsync(Room room, Guid fileId)
    {
        var moved = JsonSerializer.Deserialize(await FilesJs.MovedAsync(fileId.ToString()), WebJson.Default.Int64Array)!;
        room.TakeProgress(new TransferProgress(fileId, room.Id, moved[0], moved[1]));
    }

    // Whoever looks at another conversation waits to hear that they may go.
    private void LetLie(Room room, Transfer transfer, bool say)
    {
        FilesJs.Drop(transfer.FileId.ToString());
        var group = room.Transfers.Where(t => t == transfer || (t.GroupId is not null && t.GroupId == transfer.GroupId)).ToArray();
        if (!say || IsSeen(room) || Array.Exists(group, t => t.TakesBytes)) return;
        board.Post(NoticeKind.Good, () => texts.With(
            group.Length == 1 ? "file.noticeLies" : "file.noticeLiesMany",
            ("name", house.NameOf(room)), ("file", transfer.Name), ("n", group.Length)));
    }

    private bool IsSeen(Room room) => house.Room == room && TimelineJs.Active();

    private void End(Room room, Transfer transfer, bool say)
    {
        FilesJs.Drop(transfer.FileId.ToString());
        _wanted.RemoveAll(w => w.Transfer == transfer);
        _saving.Remove(transfer.FileId);
        if (!say) return;
        var open = IsSeen(room);
        if (transfer.GroupId is not null)
        {
            EndGroup(room, transfer, open);
            return;
        }
        var key = (transfer.State, transfer.Mine) switch
        {
            (FileState.Declined, true) => "file.noticeDeclined",
            (FileState.Failed, _) => "file.noticeFailed",
            (FileState.Done, true) when !open => "file.noticeDoneMine",
            (FileState.Done, false) when !open => "file.noticeDoneTheirs",
            _ => null,
        };
        if (key is null) return;
        board.Post(transfer.State == FileState.Done ? NoticeKind.Good : NoticeKind.Bad,
            () => texts.With(key, ("name", house.NameOf(room)), ("file", transfer.Name)));
    }

    // A hundred files are not a hundred notices: the last one speaks for all.
    private void EndGroup(Room room, Transfer last, bool open)
    {
        var group = room.Transfers.Where(t => t.GroupId == last.GroupId).ToArray();
        var done = group.Count(t => t.State == FileState.Done);
        if (!Array.TrueForAll(group, t => t.IsOver) || !_endedGroups.Add(last.GroupId!.Value)) return;
        if (done == group.Length && open) return;
        if (done == 0 && Array.TrueForAll(group, t => t.State == FileState.Cancelled || t.EndedByMe)) return;
        var all = done == group.Length;
        var key = (all, last.Mine) switch
        {
            (true, true) => "file.noticeGroupMine",
            (true, false) => "file.noticeGroupTheirs",
            (false, true) => "file.noticeMissingMine",
            (false, false) => "file.noticeMissingTheirs",
        };
        board.Post(all ? NoticeKind.Good : NoticeKind.Bad, () => texts.With(
            key, ("n", group.Length), ("missing", group.Length - done), ("name", house.NameOf(room))));
    }

    private static void StartUpload(Transfer transfer)
    {
        if (transfer.IsPaused) FilesJs.Hold(transfer.FileId.ToString());
        else FilesJs.Start(transfer.FileId.ToString());
    }

    // A browser has six connections to a server; downloads take two of them at most, and only with bytes at hand. A paused one stays
    // open, so that the browser goes on with it, and lets a third one pass.
    private void StartDownloads()
    {
        foreach (var next in _wanted.ToArray())
        {
            if (_saving.Count >= DownloadsOpen || _saving.Values.Count(t => !t.IsPaused) >= DownloadsAtOnce) return;
            var transfer = next.Transfer;
            var atHand = transfer.State == FileState.Stored || (transfer.State == FileState.Accepted && transfer.Received > 0);
            if (!atHand || transfer.IsPaused) continue;
            _wanted.Remove(next);
            _saving.Add(transfer.FileId, transfer);
            FilesJs.Save(transfer.FileId.ToString(), transfer.Name);
        }
    }
}
