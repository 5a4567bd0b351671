using Teahouse.Protocol;

namespace Teahouse.Web.Files;

/// <summary>Where an upload of this window stands; uploader.js says it.</summary>
public enum UploadState
{
    /// <summary>Waits until one of the others is through.</summary>
    Queued,

    /// <summary>Bytes travel.</summary>
    Running,

    /// <summary>The connection broke; goes on by itself.</summary>
    Broken,

    /// <summary>The file on the disk was moved.</summary>
    Unreadable,

    /// <summary>The file that was chosen again is another one of the same name and size.</summary>
    Other,

    /// <summary>The server refused.</summary>
    Refused,

    /// <summary>All bytes were sent.</summary>
    Sent,
}

/// <summary>An upload of this window.</summary>
/// <param name="State">Where it stands.</param>
/// <param name="Reason">Why it was refused.</param>
public sealed record Upload(UploadState State, ErrorCode? Reason);
