using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.SignalR;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Files;
using Teahouse.Server.Messages;
using Teahouse.Server.Presence;
using Teahouse.Server.Users;

namespace Teahouse.Server.Live;

/// <summary>The live connection's calls, each handed to the rules of its feature.</summary>
[Authorize]
internal sealed class ChatHub(
    ConversationRules conversations, MessageRules messages, ReadMarks marks, FileRules files, PresenceRules presence, TypingRules typing)
    : Hub<IChatClient>, IChatServer
{
    private LiveConnection Live => Context.Features.Get<LiveConnection>()!;

    private Caller Caller => Live.Caller;

    public Task<Welcome> Hello(Hello hello) => conversations.Welcome(Live, hello);

    public Task<Conversation[]> GetConversations() => conversations.All(Caller);

    public Task<Person[]> ListPeople() => Task.FromResult(presence.Everybody());

    public Task SetAway(AwayState state) => presence.SetAway(Live, state.Away);

    public Task SetTone(ToneChoice choice) => presence.SetTone(Caller, choice.Tone);

    public Task Typing(TypingIn typingIn) => typing.Note(Caller, typingIn);

    public Task<Conversation> OpenConversation(OpenConversation open) => conversations.Open(Caller, open);

    public Task<Sent> Send(SendText message) => messages.Send(Live, message);

    public Task<EventPage> ReadAfter(ReadAfter query) => Task.FromResult(messages.After(Caller, query));

    public Task<EventPage> ReadBefore(ReadBefore query) => Task.FromResult(messages.Before(Caller, query));

    public Task<Place> FindMoment(FindMoment query) => Task.FromResult(messages.Find(Caller, query));

    public Task MarkRead(MarkRead mark) => marks.Move(Live, mark);

    public Task<FileOffer> OfferFile(OfferFile offer) => files.Offer(Caller, offer);

    public Task<FileOffer[]> OfferFiles(OfferFiles offer) => files.Offer(Caller, offer);

    public Task AcceptFile(FileRef file) => files.Accept(Caller, file.FileId);

    public Task DeclineFile(FileRef file) => files.Decline(Caller, file.FileId);

    public Task CancelFile(FileRef file) => files.Cancel(Caller, file.FileId);

    public Task PauseFile(FileRef file) => files.Pause(Caller, file.FileId);

    public Task ResumeFile(FileRef file) => files.Resume(Caller, file.FileId);
}
