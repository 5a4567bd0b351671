namespace Teahouse.Protocol;

/// <summary>
/// The calls a client makes on the live connection. Every argument is one record whose members are all required;
/// a refused call carries a <see cref="Refusal"/>. Ids of things the caller is no member of are answered <see cref="ErrorCode.NotFound"/>.
/// </summary>
public interface IChatServer
{
    /// <summary>
    /// The first call on a connection: subscribes it to the caller's conversations and then reads their state, so that nothing
    /// falls between.
    /// </summary>
    Task<Welcome> Hello(Hello hello);

    /// <summary>The state of every conversation of the caller, asked for when the heartbeat's sum differs from the client's own.</summary>
    Task<Conversation[]> GetConversations();

    /// <summary>Everybody who has an account that is open, by name.</summary>
    Task<Person[]> ListPeople();

    /// <summary>Says whether somebody sits at this window; the person is away when that holds for all of theirs.</summary>
    Task SetAway(AwayState state);

    /// <summary>Chooses the colour that the others see the caller in.</summary>
    Task SetTone(ToneChoice choice);

    /// <summary>Tells the others of a conversation that the caller is writing. Nothing of it is stored.</summary>
    Task Typing(TypingIn typing);

    /// <summary>The private conversation with a person, made when there is none yet.</summary>
    Task<Conversation> OpenConversation(OpenConversation open);

    /// <summary>
    /// Stores a message. The answer comes after it is on the disk; the same client id and text give the first answer again.
    /// </summary>
    Task<Sent> Send(SendText message);

    /// <summary>The events that follow a seq, oldest first.</summary>
    Task<EventPage> ReadAfter(ReadAfter query);

    /// <summary>The events just before a seq, oldest first; a seq above the head gives the newest page.</summary>
    Task<EventPage> ReadBefore(ReadBefore query);

    /// <summary>Where a moment lies in a conversation's log, for somebody who wants to read what was said on a day.</summary>
    Task<Place> FindMoment(FindMoment query);

    /// <summary>Moves the caller's read mark forward, never back and never past the head.</summary>
    Task MarkRead(MarkRead mark);

    /// <summary>Offers a file in a private conversation; no byte reaches the other side before it accepts.</summary>
    Task<FileOffer> OfferFile(OfferFile offer);

    /// <summary>Offers several files at once; the answers stand in the order of the files.</summary>
    Task<FileOffer[]> OfferFiles(OfferFiles offer);

    /// <summary>Accepts an offer made to the caller.</summary>
    Task AcceptFile(FileRef file);

    /// <summary>Declines an offer made to the caller.</summary>
    Task DeclineFile(FileRef file);

    /// <summary>Ends a transfer that is not yet done; either side may.</summary>
    Task CancelFile(FileRef file);

    /// <summary>Pauses a transfer that runs; either side may.</summary>
    Task PauseFile(FileRef file);

    /// <summary>Lets a paused transfer go on; either side may, whoever paused it.</summary>
    Task ResumeFile(FileRef file);
}
