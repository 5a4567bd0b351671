namespace Teahouse.Protocol;

/// <summary>Every limit that both sides know. What an operator may change is an option of the server instead.</summary>
public static class Limits
{
    /// <summary>The public room's conversation id.</summary>
    public const long PublicRoom = 1;

    /// <summary>A seq above every head; the largest integer that JavaScript keeps exactly.</summary>
    public const long Newest = 9_007_199_254_740_991;

    /// <summary>Letters of an account name.</summary>
    public const int NameLetters = 32;

    /// <summary>Shortest password, in characters.</summary>
    public const int PasswordMin = 8;

    /// <summary>Longest password, in characters.</summary>
    public const int PasswordMax = 256;

    /// <summary>Longest message, in code points.</summary>
    public const int MessageCodePoints = 8_000;

    /// <summary>Longest message, in bytes of UTF-8.</summary>
    public const int MessageBytes = 32 * 1024;

    /// <summary>Largest frame that the server reads; an emoji may be escaped to 12 bytes.</summary>
    public const int FrameBytes = 128 * 1024;

    /// <summary>Most events in one page.</summary>
    public const int PageEvents = 200;

    /// <summary>Longest file name, in bytes of UTF-8.</summary>
    public const int FileNameBytes = 255;

    /// <summary>Largest file: 1 PiB, so that offsets stay exact in JavaScript.</summary>
    public const long FileBytes = 1L << 50;

    /// <summary>Most files that are offered together.</summary>
    public const int FilesPerOffer = 100;

    /// <summary>Largest thumbnail, in bytes.</summary>
    public const int ThumbnailBytes = 24 * 1024;

    /// <summary>Most pixels of a thumbnail's width and of its height.</summary>
    public const int ThumbnailSide = 320;

    /// <summary>Bytes of a chunk: the unit of upload, resume and digest.</summary>
    public const int ChunkBytes = 4 * 1024 * 1024;

    /// <summary>Most chunk hashes in one answer: those of 128 GiB, 1 MiB of hashes.</summary>
    public const int ChunkHashes = 32_768;

    /// <summary>Seconds between heartbeats.</summary>
    public const int HeartbeatSeconds = 15;

    /// <summary>
    /// A write in flight for longer ends its connection. With the second between two looks, and one or two in which the buffers on the way
    /// fill, a client that stopped reading is gone within 10 s.
    /// </summary>
    public const int SlowWriteSeconds = 7;

    /// <summary>Silence after which a script may give up on a connection; browsers throttle the timers of background windows.</summary>
    public const int SilenceSeconds = 180;

    /// <summary>Calls of one connection that the server works on at a time.</summary>
    public const int CallsInFlight = 16;

    /// <summary>Most accounts in the answer to <see cref="IChatServer.ListPeople"/>.</summary>
    public const int ListedPeople = 5_000;

    /// <summary>Colours that a person can choose among.</summary>
    public const int Tones = 8;

    /// <summary>Most people who are told to be writing at once.</summary>
    public const int TypingPeople = 4;

    /// <summary>A client says at most once in so many seconds that somebody is writing, and believes it for twice as long.</summary>
    public const int TypingSeconds = 3;

    /// <summary>A client sends a conversation's read mark at most once in so many seconds.</summary>
    public const int ReadMarkSeconds = 2;
}
