using System.Text.Json.Serialization;
using Teahouse.Protocol;

namespace Teahouse.Bench.Journal;

/// <summary>
/// One line of a window's journal: what its client invoked, was told and applied. <see cref="At"/> is the machine's monotonic clock
/// (<see cref="System.Diagnostics.Stopwatch"/>), the same in every process, so that lines of different journals can be compared.
/// </summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "is")]
[JsonDerivedType(typeof(Opened), "opened")]
[JsonDerivedType(typeof(Invoked), "invoked")]
[JsonDerivedType(typeof(Kept), "kept")]
[JsonDerivedType(typeof(Tried), "tried")]
[JsonDerivedType(typeof(Acknowledged), "acknowledged")]
[JsonDerivedType(typeof(Rejected), "rejected")]
[JsonDerivedType(typeof(Restarted), "restarted")]
[JsonDerivedType(typeof(Applied), "applied")]
[JsonDerivedType(typeof(Marked), "marked")]
[JsonDerivedType(typeof(LinkChanged), "link")]
[JsonDerivedType(typeof(Whole), "whole")]
[JsonDerivedType(typeof(FaultSpan), "fault")]
[JsonDerivedType(typeof(RolledBack), "rolled-back")]
[JsonDerivedType(typeof(FileSent), "file-sent")]
[JsonDerivedType(typeof(FileEarly), "file-early")]
[JsonDerivedType(typeof(FileGot), "file-got")]
[JsonDerivedType(typeof(FinalState), "state")]
internal abstract record Entry(long At);

/// <summary>The window opened: whose it is, and the id that it keeps when it is opened again.</summary>
internal sealed record Opened(long At, long User, Guid Device) : Entry(At);

/// <summary>Somebody pressed Enter. The text is unlike every other of the run, so that it names the attempt.</summary>
internal sealed record Invoked(long At, long Conversation, string Text) : Entry(At);

/// <summary>The outbox has the message: from here on it must arrive.</summary>
internal sealed record Kept(long At, string Text) : Entry(At);

/// <summary>The message went to the server, for the first time or again.</summary>
internal sealed record Tried(long At, long Conversation, Guid ClientId, string Text) : Entry(At);

/// <summary>The server's answer: stored.</summary>
internal sealed record Acknowledged(long At, Guid ClientId, long Seq) : Entry(At);

/// <summary>The server's answer: refused for good.</summary>
internal sealed record Rejected(long At, Guid ClientId, ErrorCode Code) : Entry(At);

/// <summary>The window's timeline of a conversation began anew; what was applied before is gone from the screen.</summary>
internal sealed record Restarted(long At, long Conversation) : Entry(At);

/// <summary>An event stands in the window's timeline, at its end or, when an older page was loaded, before its beginning.</summary>
internal sealed record Applied(long At, long Conversation, long Seq, Guid? ClientId, long By, string Text, bool Before) : Entry(At);

/// <summary>The window's read mark moved.</summary>
internal sealed record Marked(long At, long Conversation, long Seq) : Entry(At);

/// <summary>The window's connection came or went.</summary>
internal sealed record LinkChanged(long At, bool Online) : Entry(At);

/// <summary>After a connection came, everything that its welcome told of stands in the window.</summary>
internal sealed record Whole(long At) : Entry(At);

/// <summary>In the run's own journal: a fault lasted from a moment to another.</summary>
internal sealed record FaultSpan(long At, string Name, long Until) : Entry(At);

/// <summary>
/// In the run's own journal: the server was given the state that it had at a moment; what was stored later is meant to be gone.
/// </summary>
internal sealed record RolledBack(long At, long To) : Entry(At);

/// <summary>A file was offered whose bytes have this SHA-256.</summary>
internal sealed record FileSent(long At, Guid FileId, string Sha256) : Entry(At);

/// <summary>Somebody asked for the bytes of a file that was not accepted yet, and got so many.</summary>
internal sealed record FileEarly(long At, Guid FileId, long Bytes) : Entry(At);

/// <summary>A file came and was given out as whole; its bytes have this SHA-256.</summary>
internal sealed record FileGot(long At, Guid FileId, string Sha256) : Entry(At);

/// <summary>How a window showed its conversations when all was over.</summary>
internal sealed record FinalState(long At, RoomState[] Rooms) : Entry(At);

/// <summary>One conversation as a window shows it.</summary>
internal sealed record RoomState(long Id, long First, long Last, long ReadSeq, long Unread);
