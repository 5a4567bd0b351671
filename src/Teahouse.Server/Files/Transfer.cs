using Teahouse.Protocol;

namespace Teahouse.Server.Files;

/// <summary>A transfer as it is stored.</summary>
/// <param name="Id">Its id, which also names its bytes in the spool.</param>
/// <param name="ConversationId">The private conversation it belongs to.</param>
/// <param name="SenderId">Who offered it.</param>
/// <param name="ReceiverId">Whom it was offered to.</param>
/// <param name="Name">The file's name, cleaned; never a path of the server's.</param>
/// <param name="Size">The announced size in bytes.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Received">Bytes in whole chunks that are here.</param>
/// <param name="Digest">The digest, once it was found right.</param>
/// <param name="ChangedAt">When its state or its bytes last changed, Unix time in milliseconds, UTC.</param>
/// <param name="PausedBy">Who paused it; null while it runs, and after its end.</param>
/// <param name="IsLeft">Whether the sender leaves the bytes here before the receiver has answered.</param>
/// <param name="Synced">Bytes that are on the disk for sure; the others are the system's, and lost when the machine goes down.</param>
public sealed record Transfer(
    Guid Id, long ConversationId, long SenderId, long ReceiverId, string Name, long Size, FileState State, long Received, string? Digest,
    long ChangedAt, long? PausedBy = null, bool IsLeft = false, long Synced = 0)
{
    /// <summary>Whether the server has every byte and their digest is right.</summary>
    public bool IsWhole => State is FileState.Stored or FileState.Done || IsHandedOn;

    /// <summary>Whether every byte is here and right while the receiver takes the last of them, and they need not be on the disk.</summary>
    public bool IsHandedOn => State == FileState.Accepted && Digest is not null;

    /// <summary>Whether the sender may send bytes, unless it is paused.</summary>
    public bool TakesBytes => Digest is null && (State == FileState.Accepted || (State == FileState.Offered && IsLeft));

    /// <summary>Whether nothing will happen to it any more.</summary>
    public bool HasEnded => State is FileState.Done or FileState.Declined or FileState.Cancelled or FileState.Failed;

    /// <summary>The bytes that the receiver may have by now: the last chunk is withheld until the digest is right.</summary>
    public long Readable => IsWhole ? Size : Math.Min(Received, Math.Max(0, FileDigest.Chunks(Size) - 1) * Limits.ChunkBytes);

    /// <summary>As it goes to one of its sides. The digest tells of the bytes, so the receiver has it after acceptance only.</summary>
    public FileStatus ToStatus(long userId) => new(
        Id, ConversationId, Name, Size, State, Received, userId == SenderId || State != FileState.Offered ? Digest : null, PausedBy,
        IsLeft);
}
