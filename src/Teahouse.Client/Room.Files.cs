using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The user's part in file transfers; the bytes go by HTTP.</summary>
public sealed partial class Room
{
    /// <summary>Pages that are looked through for offers, at most.</summary>
    private const int PagesBack = 20;

    /// <summary>
    /// Loads the newest page, and older ones until every offer is here of whose transfer something was heard and that is not over: more
    /// may have happened after it than fits into a page.
    /// </summary>
    public async Task LoadOffersAsync()
    {
        await LoadAsync();
        for (var pages = 0; pages < PagesBack && MissesOffers(); pages++)
        {
            if (!await LoadOlderAsync()) return;
        }
    }

    /// <summary>Offers a file to the other person.</summary>
    /// <param name="name">The file's name.</param>
    /// <param name="size">Its size in bytes.</param>
    /// <param name="thumbnail">A small picture of it, see <see cref="OfferFile"/>; null for none.</param>
    /// <param name="leave">Whether its bytes are left with the server before the answer.</param>
    /// <returns>The transfer, waiting for the other side's answer.</returns>
    /// <exception cref="ChatException">Refused.</exception>
    public async Task<Transfer> OfferFileAsync(string name, long size, byte[]? thumbnail = null, bool leave = false)
    {
        var offer = new OfferFile(Id, NewClientId(), name, size, thumbnail, leave);
        var made = await _session.DemandAsync(s => s.OfferFile(offer));
        return Offered([made], [new FileToOffer(offer.ClientId, name, size)], leave)[0];
    }

    /// <summary>Offers several files together: the other person is asked once, and each is a transfer of its own.</summary>
    /// <param name="files">Their names, sizes and thumbnails, at most <see cref="Limits.FilesPerOffer"/>.</param>
    /// <param name="leave">Whether their bytes are left with the server before the answer.</param>
    /// <returns>The transfers in the same order.</returns>
    /// <exception cref="ChatException">Refused, all of them.</exception>
    public async Task<Transfer[]> OfferFilesAsync(
        IEnumerable<(string Name, long Size, byte[]? Thumbnail)> files, bool leave = false)
    {
        var offer = new OfferFiles(Id, [.. files.Select(f => new FileToOffer(NewClientId(), f.Name, f.Size, f.Thumbnail))], leave);
        return Offered(await _session.DemandAsync(s => s.OfferFiles(offer)), offer.Files, leave);
    }

    /// <summary>Accepts an offer that was made to this user.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <exception cref="ChatException">Refused; <see cref="ErrorCode.FileWrongState"/> when it was answered in another window.</exception>
    public Task AcceptAsync(Transfer transfer) => AnswerAsync(transfer, (s, f) => s.AcceptFile(f));

    /// <summary>Declines an offer that was made to this user.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <exception cref="ChatException">Refused; <see cref="ErrorCode.FileWrongState"/> when it was answered in another window.</exception>
    public Task DeclineAsync(Transfer transfer) => AnswerAsync(transfer, (s, f) => s.DeclineFile(f));

    /// <summary>Ends a transfer that is not done yet.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <exception cref="ChatException">Refused.</exception>
    public Task CancelAsync(Transfer transfer) => AnswerAsync(transfer, (s, f) => s.CancelFile(f));

    /// <summary>Pauses a transfer in which bytes move: none does until either side lets it go on.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <exception cref="ChatException">Refused; <see cref="ErrorCode.FilePaused"/> when the other side was quicker.</exception>
    public Task PauseAsync(Transfer transfer) => AnswerAsync(transfer, (s, f) => s.PauseFile(f));

    /// <summary>Lets a paused transfer go on, whoever paused it.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <exception cref="ChatException">Refused; <see cref="ErrorCode.FileWrongState"/> when the other side was quicker.</exception>
    public Task ResumeAsync(Transfer transfer) => AnswerAsync(transfer, (s, f) => s.ResumeFile(f));

    private Guid NewClientId() => Guid.CreateVersion7(_session.Time.GetUtcNow());

    private bool MissesOffers()
    {
        lock (_session.Gate) return _transfers.Values.Any(transfer => !transfer.Known && !transfer.IsOver);
    }

    private Transfer[] Offered(FileOffer[] made, FileToOffer[] files, bool leave)
    {
        var transfers = new Transfer[made.Length];
        Change(() =>
        {
            for (var i = 0; i < made.Length; i++)
            {
                transfers[i] = Found(made[i].FileId);
                transfers[i].Offer(files[i].Name, files[i].Size, leave);
                Head = Math.Max(Head, made[i].Sent.Seq);
            }
        });
        _follower.Follow(Follower.GapWait);
        return transfers;
    }

    private Task<bool> AnswerAsync(Transfer transfer, Func<IChatServer, FileRef, Task> answer)
    {
        var tries = 0;
        return _session.DemandAsync(async s =>
        {
            tries++;
            try
            {
                await answer(s, new FileRef(transfer.FileId));
            }
            catch (ChatException e) when (tries > 1 && e.Code is ErrorCode.FileWrongState or ErrorCode.FilePaused)
            {
                // The try before took effect although its answer was lost; the events tell how it stands.
            }
            return true;
        });
    }
}
