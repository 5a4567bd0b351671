using Teahouse.Bench.Journal;
using Teahouse.Protocol;

namespace Teahouse.Bench.Guests;

/// <summary>The calls of a live connection, with what the client sent and was answered noted in its journal.</summary>
internal sealed class RecordedCalls(
    IChatServer calls, JournalFile journal, Action<Welcome> welcomed, Action acknowledged, Action noRoom) : IChatServer
{
    public async Task<Welcome> Hello(Hello hello)
    {
        var welcome = await calls.Hello(hello);
        welcomed(welcome);
        return welcome;
    }

    public async Task<Sent> Send(SendText message)
    {
        journal.Write(new Tried(JournalFile.Now, message.ConversationId, message.ClientId, Told.Short(message.Text)));
        try
        {
            var sent = await calls.Send(message);
            journal.Write(new Acknowledged(JournalFile.Now, message.ClientId, sent.Seq));
            acknowledged();
            return sent;
        }
        catch (ChatException e) when (e.Code is ErrorCode.DiskFull)
        {
            noRoom();
            throw;
        }
        catch (ChatException e) when (e.Code is not (ErrorCode.TooFast or ErrorCode.Busy))
        {
            journal.Write(new Rejected(JournalFile.Now, message.ClientId, e.Code));
            throw;
        }
    }

    public Task<Conversation[]> GetConversations() => calls.GetConversations();

    public Task<Person[]> ListPeople() => calls.ListPeople();

    public Task SetAway(AwayState state) => calls.SetAway(state);

    public Task SetTone(ToneChoice choice) => calls.SetTone(choice);

    public Task Typing(TypingIn typing) => calls.Typing(typing);

    public Task<Conversation> OpenConversation(OpenConversation open) => calls.OpenConversation(open);

    public Task<EventPage> ReadAfter(ReadAfter query) => calls.ReadAfter(query);

    public Task<EventPage> ReadBefore(ReadBefore query) => calls.ReadBefore(query);

    public Task<Place> FindMoment(FindMoment query) => calls.FindMoment(query);

    public Task MarkRead(MarkRead mark) => calls.MarkRead(mark);

    public Task<FileOffer> OfferFile(OfferFile offer) => calls.OfferFile(offer);

    public Task<FileOffer[]> OfferFiles(OfferFiles offer) => calls.OfferFiles(offer);

    public Task AcceptFile(FileRef file) => calls.AcceptFile(file);

    public Task DeclineFile(FileRef file) => calls.DeclineFile(file);

    public Task CancelFile(FileRef file) => calls.CancelFile(file);

    public Task PauseFile(FileRef file) => calls.PauseFile(file);

    public Task ResumeFile(FileRef file) => calls.ResumeFile(file);
}
