namespace Teahouse.Protocol;

/// <summary>
/// Why a request was refused. Numbers never change; docs/PROTOCOL.md lists them, the page's texts say them in each language.
/// </summary>
public enum ErrorCode
{
    /// <summary>A member of the request is unknown, missing, null, duplicate, of the wrong type or out of its range.</summary>
    Malformed = 1000,

    /// <summary>No session, or one that has ended.</summary>
    NotSignedIn = 1001,

    /// <summary>There is no such thing, or the caller has no part in it.</summary>
    NotFound = 1002,

    /// <summary>The server is busy; try again after the time given.</summary>
    Busy = 1003,

    /// <summary>Too many requests of this kind; try again after the time given.</summary>
    TooFast = 1004,

    /// <summary>The server's disk is full; nothing was stored.</summary>
    DiskFull = 1005,

    /// <summary>The request came from a page of another origin.</summary>
    ForeignOrigin = 1006,

    /// <summary>Client and server speak different versions; reload the page.</summary>
    OtherVersion = 1007,

    /// <summary>A fault of the server's, noted in its log.</summary>
    Internal = 1008,

    /// <summary>Account or password is empty.</summary>
    CredentialsMissing = 2001,

    /// <summary>The name is taken.</summary>
    NameTaken = 2002,

    /// <summary>The name is longer than <see cref="Limits.NameLetters"/>.</summary>
    NameTooLong = 2003,

    /// <summary>The name has a character other than letters, digits, <c>.</c>, <c>_</c> and <c>-</c>.</summary>
    NameForbiddenCharacter = 2004,

    /// <summary>The password is shorter than <see cref="Limits.PasswordMin"/>.</summary>
    PasswordTooShort = 2005,

    /// <summary>The password is longer than <see cref="Limits.PasswordMax"/>.</summary>
    PasswordTooLong = 2006,

    /// <summary>The password is one of the commonest.</summary>
    PasswordTooCommon = 2007,

    /// <summary>Unknown name or wrong password; which of the two is not told.</summary>
    WrongCredentials = 2008,

    /// <summary>Too many failed logins; try again after the time given.</summary>
    LoginDelayed = 2009,

    /// <summary>The account was disabled on the server.</summary>
    AccountDisabled = 2010,

    /// <summary>The message has nothing but white space.</summary>
    MessageBlank = 3001,

    /// <summary>The message is longer than <see cref="Limits.MessageCodePoints"/> or <see cref="Limits.MessageBytes"/>.</summary>
    MessageTooLong = 3002,

    /// <summary>The message has a NUL or half of a surrogate pair.</summary>
    MessageForbiddenCharacter = 3003,

    /// <summary>The client id was used for something else.</summary>
    ClientIdReused = 3004,

    /// <summary>Files go from one person to another, not to the public room.</summary>
    FileNeedsPrivate = 4001,

    /// <summary>The file's name is empty or longer than <see cref="Limits.FileNameBytes"/>.</summary>
    FileNameInvalid = 4002,

    /// <summary>The file's size is negative or above <see cref="Limits.FileBytes"/>.</summary>
    FileSizeInvalid = 4003,

    /// <summary>The transfer is in a state that does not allow this: not accepted yet, answered already, or ended.</summary>
    FileWrongState = 4004,

    /// <summary>The bytes do not go on where the server stands; the refusal carries the right offset.</summary>
    FileWrongOffset = 4005,

    /// <summary>The bytes are not those that were announced.</summary>
    FileWrongDigest = 4006,

    /// <summary>The server has no room for the file.</summary>
    FileNoRoom = 4007,

    /// <summary>The files on their way take up all that the operator allows: for everybody, or for one sender.</summary>
    FileQuota = 4008,

    /// <summary>The sender's file is not what it was when its first bytes were sent.</summary>
    FileChanged = 4009,

    /// <summary>Nobody answered, sent or fetched anything for so long that the server ended the transfer.</summary>
    FileAbandoned = 4010,

    /// <summary>The transfer is paused: nothing moves until one side lets it go on.</summary>
    FilePaused = 4011,
}

/// <summary>A refusal on the wire: the JSON body of an HTTP answer, or the message of a hub error.</summary>
/// <param name="Code">Why.</param>
/// <param name="RetryAfterMs">How long to wait before trying again, in milliseconds, when that helps.</param>
/// <param name="Offset">The offset at which the server stands, with <see cref="ErrorCode.FileWrongOffset"/>.</param>
public sealed record Refusal(ErrorCode Code, long? RetryAfterMs = null, long? Offset = null);

/// <summary>The one exception of the protocol: thrown by the server's rules, and by the client for a refusal that it was sent.</summary>
public sealed class ChatException(Refusal refusal) : Exception($"Refused: {refusal.Code}")
{
    /// <summary>Refuses without further details.</summary>
    /// <param name="code">Why.</param>
    public ChatException(ErrorCode code) : this(new Refusal(code)) { }

    /// <summary>The refusal as it goes over the wire.</summary>
    public Refusal Refusal { get; } = refusal;

    /// <summary>Why.</summary>
    public ErrorCode Code => Refusal.Code;

    /// <summary>How long to wait before trying again, when that helps.</summary>
    public TimeSpan? RetryAfter => Refusal.RetryAfterMs is { } ms ? TimeSpan.FromMilliseconds(ms) : null;
}
