using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Calls on whatever connection there is now, each with a time-out; <see cref="LinkException"/> where there is none.</summary>
internal sealed class ServerCalls(ChatConnection connection) : IChatServer
{
    public Task<Welcome> Hello(Hello hello) => connection.CallAsync(s => s.Hello(hello));

    public Task<Conversation[]> GetConversations() => connection.CallAsync(s => s.GetConversations());

    public Task<Person[]> ListPeople() => connection.CallAsync(s => s.ListPeople());

    public Task SetAway(AwayState state) => connection.CallAsync(s => Done(s.SetAway(state)));

    public Task SetTone(ToneChoice choice) => connection.CallAsync(s => Done(s.SetTone(choice)));

    public Task Typing(TypingIn typing) => connection.CallAsync(s => Done(s.Typing(typing)));

    public Task<Conversation> OpenConversation(OpenConversation open) => connection.CallAsync(s => s.OpenConversation(open));

    public Task<Sent> Send(SendText message) => connection.CallAsync(s => s.Send(message));

    public Task<EventPage> ReadAfter(ReadAfter query) => connection.CallAsync(s => s.ReadAfter(query));

    public Task<EventPage> ReadBefore(ReadBefore query) => connection.CallAsync(s => s.ReadBefore(query));

    public Task<Place> FindMoment(FindMoment query) => connection.CallAsync(s => s.FindMoment(query));

    public Task MarkRead(MarkRead mark) => connection.CallAsync(s => Done(s.MarkRead(mark)));

    public Task<FileOffer> OfferFile(OfferFile offer) => connection.CallAsync(s => s.OfferFile(offer));

    public Task<FileOffer[]> OfferFiles(OfferFiles offer) => connection.CallAsync(s => s.OfferFiles(offer));

    public Task AcceptFile(FileRef file) => connection.CallAsync(s => Done(s.AcceptFile(file)));

    public Task DeclineFile(FileRef file) => connection.CallAsync(s => Done(s.DeclineFile(file)));

    public Task CancelFile(FileRef file) => connection.CallAsync(s => Done(s.CancelFile(file)));

    public Task PauseFile(FileRef file) => connection.CallAsync(s => Done(s.PauseFile(file)));

    public Task ResumeFile(FileRef file) => connection.CallAsync(s => Done(s.ResumeFile(file)));

    private static async Task<bool> Done(Task call)
    {
        await call;
        return true;
    }
}
