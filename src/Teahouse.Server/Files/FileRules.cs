using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;
using Teahouse.Server.Users;

namespace Teahouse.Server.Files;

/// <summary>Who may offer a file to whom, and who may answer.</summary>
internal sealed class FileRules(
    ConversationRules conversations, FileStore store, ThumbnailStore thumbnails, FileStates states, EventLog log, OfferRate rate,
    Spool spool, Db db, ChatOptions options, TimeProvider time)
{
    /// <summary>Offers a file to the other one of a private conversation; the same client id and file get the first answer.</summary>
    /// <exception cref="ChatException">No private conversation of the caller's, name, size, rate, or no room.</exception>
    public async Task<FileOffer> Offer(Caller caller, OfferFile offer)
    {
        var one = new FileToOffer(offer.ClientId, offer.Name, offer.Size, offer.Thumbnail);
        return (await Offer(caller, new OfferFiles(offer.ConversationId, [one], offer.Leave)))[0];
    }

    /// <summary>Offers several files, all or none; they count as one offer, so that the rate does not cut them apart.</summary>
    /// <exception cref="ChatException">As for one, or not 1 to <see cref="Limits.FilesPerOffer"/> different files.</exception>
    public async Task<FileOffer[]> Offer(Caller caller, OfferFiles offer)
    {
        var member = conversations.Load(caller, offer.ConversationId);
        if (member.PeerId is not { } receiver) throw new ChatException(ErrorCode.FileNeedsPrivate);
        var files = offer.Files;
        if (files.Length is 0 or > Limits.FilesPerOffer || files.Contains(null) || files.DistinctBy(f => f.ClientId).Count() < files.Length)
            throw new ChatException(ErrorCode.Malformed);
        var transfers = Array.ConvertAll(files, file => new Transfer(
            Guid.NewGuid(), member.ConversationId, caller.Id, receiver, FileName.Clean(file.Name), SizeOf(file), FileState.Offered, 0, null,
            time.GetUtcNow().ToUnixTimeMilliseconds(), IsLeft: offer.Leave));
        var sizes = Array.ConvertAll(files, file => file.Thumbnail is null ? null : SizeOf(file.Thumbnail));
        rate.Take(caller.Id);
        return await db.Write(transaction =>
        {
            var answers = new FileOffer[files.Length];
            for (var i = 0; i < files.Length; i++)
            {
                Guid? group = files.Length == 1 ? null : i == 0 ? transfers[0].Id : answers[0].FileId;
                answers[i] = Store(transaction, caller, files[i], transfers[i], group, sizes[i]);
            }
            return answers;
        });
    }

    /// <summary>Accepts an offer that was made to the caller; one that lies here whole is stored in the same moment.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.FileWrongState"/>,
    /// <see cref="ErrorCode.FileNoRoom"/>.</exception>
    public Task Accept(Caller caller, Guid fileId)
    {
        return states.Move(LoadAsReceiver(caller, fileId), caller.Author, (transaction, now) =>
        {
            if (now.State != FileState.Offered) throw new ChatException(ErrorCode.FileWrongState);
            // What is left here took its room when it was offered.
            if (!now.IsLeft) CheckRoom(transaction, now);
            return now.Digest is { } digest ? [new FileAccepted(fileId), new FileStored(fileId, digest)] : [new FileAccepted(fileId)];
        });
    }

    /// <summary>Declines an offer that was made to the caller.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.FileWrongState"/>.</exception>
    public Task Decline(Caller caller, Guid fileId) =>
        states.Move(LoadAsReceiver(caller, fileId), caller.Author, new FileDeclined(fileId), [FileState.Offered]);

    /// <summary>Ends a transfer that is not done; either side may.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.FileWrongState"/>.</exception>
    public Task Cancel(Caller caller, Guid fileId) => states.Move(
        Load(caller, fileId), caller.Author, new FileCancelled(fileId), [FileState.Offered, FileState.Accepted, FileState.Stored]);

    /// <summary>Pauses a transfer in which bytes move; either side may.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.FileWrongState"/>,
    /// <see cref="ErrorCode.FilePaused"/> when it is already paused.</exception>
    public Task Pause(Caller caller, Guid fileId) => states.Pause(Load(caller, fileId), caller.Author, paused: true);

    /// <summary>Lets a paused transfer go on; either side may, whoever paused it.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, <see cref="ErrorCode.FileWrongState"/>.</exception>
    public Task Resume(Caller caller, Guid fileId) => states.Pause(Load(caller, fileId), caller.Author, paused: false);

    /// <summary>Where a transfer of the caller's stands.</summary>
    public FileStatus Status(Caller caller, Guid fileId) => Load(caller, fileId).ToStatus(caller.Id);

    /// <summary>The small picture that the sender let go with the offer.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, also when it has none.</exception>
    public byte[] Thumbnail(Caller caller, Guid fileId) =>
        thumbnails.Find(Load(caller, fileId).Id) ?? throw new ChatException(ErrorCode.NotFound);

    /// <summary>The transfer, if the caller is on one of its sides.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Transfer Load(Caller caller, Guid fileId) => store.Find(caller.Id, fileId) ?? throw new ChatException(ErrorCode.NotFound);

    /// <summary>The transfer, if the caller is its sender.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Transfer LoadAsSender(Caller caller, Guid fileId)
    {
        var transfer = Load(caller, fileId);
        return transfer.SenderId == caller.Id ? transfer : throw new ChatException(ErrorCode.NotFound);
    }

    /// <summary>The transfer, if it was offered to the caller.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Transfer LoadAsReceiver(Caller caller, Guid fileId)
    {
        var transfer = Load(caller, fileId);
        return transfer.ReceiverId == caller.Id ? transfer : throw new ChatException(ErrorCode.NotFound);
    }

    private static long SizeOf(FileToOffer file) =>
        file.Size is >= 0 and <= Limits.FileBytes ? file.Size : throw new ChatException(ErrorCode.FileSizeInvalid);

    // The header decides what it is and how large it grows when it is drawn, whatever the sender says.
    private static ThumbnailSize SizeOf(byte[] thumbnail)
    {
        var header = thumbnail.Length <= Limits.ThumbnailBytes ? ImageHeader.Read(thumbnail) : null;
        return header is { Width: >= 1 and <= Limits.ThumbnailSide, Height: >= 1 and <= Limits.ThumbnailSide }
            ? new ThumbnailSize(header.Width, header.Height)
            : throw new ChatException(ErrorCode.Malformed);
    }

    private FileOffer Store(
        WriteTransaction transaction, Caller caller, FileToOffer file, Transfer transfer, Guid? groupId, ThumbnailSize? size)
    {
        if (EventStore.Sent(transaction, caller.Author, file.ClientId) is { } first) return Again(transaction, first, transfer);
        CheckRoom(transaction, transfer);
        FileStore.Add(transaction, transfer);
        if (file.Thumbnail is not null) ThumbnailStore.Add(transaction, transfer.Id, file.Thumbnail);
        var body = new FileOffered(transfer.Id, transfer.Name, transfer.Size, groupId, size, transfer.IsLeft);
        return Answer(transfer.Id, log.Append(transaction, transfer.ConversationId, caller.Author, file.ClientId, body));
    }

    private static FileOffer Again(WriteTransaction transaction, Event first, Transfer transfer)
    {
        var isSame = first.Body is FileOffered offered && offered.FileName == transfer.Name && offered.Size == transfer.Size
            && offered.Left == transfer.IsLeft
            && FileStore.Find(transaction, offered.FileId)?.ConversationId == transfer.ConversationId;
        return isSame ? Answer(((FileOffered)first.Body).FileId, first) : throw new ChatException(ErrorCode.ClientIdReused);
    }

    private static FileOffer Answer(Guid id, Event stored) => new(id, new Sent(stored.Seq, stored.Ordinal, stored.At));

    private void CheckRoom(WriteTransaction transaction, Transfer transfer)
    {
        if (transfer.Size > spool.Room - FileStore.Promised(transaction)) throw new ChatException(ErrorCode.FileNoRoom);
        // What has no limit need not be counted for each of many small files.
        if ((options.FileQuota is { } all && transfer.Size > all - FileStore.OnTheirWay(transaction))
            || (options.SenderQuota is { } own && transfer.Size > own - FileStore.OnTheirWay(transaction, transfer.SenderId)))
            throw new ChatException(ErrorCode.FileQuota);
    }
}
