using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>Offers a file to the other person of a private conversation.</summary>
/// <param name="ConversationId">A private conversation.</param>
/// <param name="ClientId">A UUIDv7 that the client made and kept before the first try.</param>
/// <param name="Name">The file's name, at most <see cref="Limits.FileNameBytes"/> bytes of UTF-8; path parts and control characters
/// are removed.</param>
/// <param name="Size">Its size in bytes, 0 or more.</param>
/// <param name="Thumbnail">A small picture of it, which both sides see from now on: JPEG or WebP, at most
/// <see cref="Limits.ThumbnailBytes"/>, and <see cref="Limits.ThumbnailSide"/> pixels wide and high. Null for none.</param>
/// <param name="Leave">Whether the sender leaves the bytes with the server, so that the file arrives without them.</param>
public sealed record OfferFile(
    long ConversationId, Guid ClientId, string Name, long Size, byte[]? Thumbnail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Leave = false);

/// <summary>Offers several files together, all of them or none: the other side is asked once, and each is a transfer of its own.</summary>
/// <param name="ConversationId">A private conversation.</param>
/// <param name="Files">The files, 1 to <see cref="Limits.FilesPerOffer"/>.</param>
/// <param name="Leave">As in <see cref="OfferFile"/>, for all of them.</param>
public sealed record OfferFiles(
    long ConversationId, FileToOffer[] Files,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Leave = false);

/// <summary>One of several files.</summary>
/// <param name="ClientId">As in <see cref="OfferFile"/>; each file has its own.</param>
/// <param name="Name">As in <see cref="OfferFile"/>.</param>
/// <param name="Size">As in <see cref="OfferFile"/>.</param>
/// <param name="Thumbnail">As in <see cref="OfferFile"/>; all of a call must fit into its frame, <see cref="Limits.FrameBytes"/>.</param>
public sealed record FileToOffer(Guid ClientId, string Name, long Size, byte[]? Thumbnail = null);

/// <summary>The acknowledgement of an offer.</summary>
/// <param name="FileId">The transfer's id, made by the server.</param>
/// <param name="Sent">The offer's place in the log.</param>
public sealed record FileOffer(Guid FileId, Sent Sent);

/// <summary>Names a transfer.</summary>
/// <param name="FileId">The transfer's id.</param>
public sealed record FileRef(Guid FileId);

/// <summary>The states of a transfer; each is reached by the event of the same name.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<FileState>))]
public enum FileState
{
    /// <summary>Waits for the receiver's answer.</summary>
    [JsonStringEnumMemberName("offered")] Offered,

    /// <summary>The receiver wants it; bytes flow.</summary>
    [JsonStringEnumMemberName("accepted")] Accepted,

    /// <summary>The server has all bytes and their digest is right; the receiver does not have all of them yet.</summary>
    [JsonStringEnumMemberName("stored")] Stored,

    /// <summary>The server has handed over the last byte.</summary>
    [JsonStringEnumMemberName("done")] Done,

    /// <summary>The receiver did not want it.</summary>
    [JsonStringEnumMemberName("declined")] Declined,

    /// <summary>One side ended it.</summary>
    [JsonStringEnumMemberName("cancelled")] Cancelled,

    /// <summary>It cannot be finished; see the event's reason.</summary>
    [JsonStringEnumMemberName("failed")] Failed,
}

/// <summary>How far a transfer has come.</summary>
/// <param name="FileId">The transfer.</param>
/// <param name="ConversationId">Where it belongs.</param>
/// <param name="Received">Bytes that the server has from the sender, whole chunks only: where the sender goes on.</param>
/// <param name="Handed">Bytes that the server has handed to the receiver.</param>
public sealed record TransferProgress(Guid FileId, long ConversationId, long Received, long Handed);

/// <summary>A transfer as either side may read it.</summary>
/// <param name="FileId">The transfer.</param>
/// <param name="ConversationId">Where it belongs.</param>
/// <param name="Name">The file's name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Received">Bytes that the server has from the sender.</param>
/// <param name="Digest">The digest that the server checked the bytes against, once it has all of them; the receiver is told it after
/// acceptance.</param>
/// <param name="PausedBy">Who paused it; null while it runs.</param>
/// <param name="Left">Whether the sender leaves the bytes with the server before the answer.</param>
/// <param name="Handed">Bytes that the server has handed to the receiver, as far as it knows: not over a restart of it.</param>
/// <param name="Busy">Whether a request of the sender's own that brings bytes is still open: another one would be refused.</param>
public sealed record FileStatus(
    Guid FileId, long ConversationId, string Name, long Size, FileState State, long Received, string? Digest = null,
    long? PausedBy = null, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Left = false,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] long Handed = 0,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Busy = false);

/// <summary>Announces the digest when all bytes were sent.</summary>
/// <param name="Digest">SHA-256 over the SHA-256s of the chunks of <see cref="Limits.ChunkBytes"/>, 64 lower-case hexadecimal
/// digits.</param>
public sealed record FinishFile(string Digest);

/// <summary>An event of a file transfer.</summary>
/// <param name="FileId">The transfer.</param>
public abstract record FileEvent(Guid FileId) : EventBody;

/// <summary>The sender offers a file.</summary>
/// <param name="FileId">The transfer.</param>
/// <param name="FileName">The file's name.</param>
/// <param name="Size">Its size in bytes.</param>
/// <param name="GroupId">The same for all files that were offered together: the first one's id; null for a single file.</param>
/// <param name="Thumbnail">How large its thumbnail is, so that a list may leave room for it; null when it has none.</param>
/// <param name="Left">Whether the sender leaves the bytes with the server before the answer.</param>
public sealed record FileOffered(
    Guid FileId, string FileName, long Size, Guid? GroupId = null, ThumbnailSize? Thumbnail = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)] bool Left = false)
    : FileEvent(FileId)
{
    /// <inheritdoc/>
    [JsonIgnore]
    public override bool IsMessage => true;
}

/// <summary>How large a thumbnail is.</summary>
/// <param name="Width">In pixels, at least 1.</param>
/// <param name="Height">In pixels, at least 1.</param>
public sealed record ThumbnailSize(int Width, int Height);

/// <summary>
/// The server has the whole file and its digest is right, before the receiver has answered: it arrives as soon as they accept, with or
/// without the sender. Its state stays.
/// </summary>
/// <param name="FileId">The transfer.</param>
public sealed record FileLeft(Guid FileId) : FileEvent(FileId);

/// <summary>The receiver accepts.</summary>
/// <param name="FileId">The transfer.</param>
public sealed record FileAccepted(Guid FileId) : FileEvent(FileId);

/// <summary>The receiver declines.</summary>
/// <param name="FileId">The transfer.</param>
public sealed record FileDeclined(Guid FileId) : FileEvent(FileId);

/// <summary>One side ends the transfer; the event's author says which.</summary>
/// <param name="FileId">The transfer.</param>
public sealed record FileCancelled(Guid FileId) : FileEvent(FileId);

/// <summary>The server has the whole file and its digest is right.</summary>
/// <param name="FileId">The transfer.</param>
/// <param name="Digest">The digest, see <see cref="FinishFile"/>.</param>
public sealed record FileStored(Guid FileId, string Digest) : FileEvent(FileId);

/// <summary>The server has handed the last byte to the receiver.</summary>
/// <param name="FileId">The transfer.</param>
public sealed record FileDone(Guid FileId) : FileEvent(FileId);

/// <summary>One side paused the transfer, so that nothing moves; the event's author says which. Its state stays.</summary>
/// <param name="FileId">The transfer.</param>
public sealed record FilePaused(Guid FileId) : FileEvent(FileId);

/// <summary>One side let a paused transfer go on; not always the one that paused it.</summary>
/// <param name="FileId">The transfer.</param>
public sealed record FileResumed(Guid FileId) : FileEvent(FileId);

/// <summary>The transfer cannot be finished.</summary>
/// <param name="FileId">The transfer.</param>
/// <param name="Reason">Why.</param>
public sealed record FileFailed(Guid FileId, ErrorCode Reason) : FileEvent(FileId);
