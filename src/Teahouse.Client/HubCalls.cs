using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The typed proxy of a SignalR connection.</summary>
internal sealed class HubCalls(HubConnection hub) : IChatServer
{
    public Task<Welcome> Hello(Hello hello) => Ask<Welcome>(nameof(Hello), hello);

    public Task<Conversation[]> GetConversations() => Ask<Conversation[]>(nameof(GetConversations));

    public Task<Person[]> ListPeople() => Ask<Person[]>(nameof(ListPeople));

    public Task SetAway(AwayState state) => Tell(nameof(SetAway), state);

    public Task SetTone(ToneChoice choice) => Tell(nameof(SetTone), choice);

    public Task Typing(TypingIn typing) => Tell(nameof(Typing), typing);

    public Task<Conversation> OpenConversation(OpenConversation open) => Ask<Conversation>(nameof(OpenConversation), open);

    public Task<Sent> Send(SendText message) => Ask<Sent>(nameof(Send), message);

    public Task<EventPage> ReadAfter(ReadAfter query) => Ask<EventPage>(nameof(ReadAfter), query);

    public Task<EventPage> ReadBefore(ReadBefore query) => Ask<EventPage>(nameof(ReadBefore), query);

    public Task<Place> FindMoment(FindMoment query) => Ask<Place>(nameof(FindMoment), query);

    /// <summary>Asks for no answer: it would cost the server more than the mark, and a mark that got lost is sent again.</summary>
    public async Task MarkRead(MarkRead mark)
    {
        try
        {
            await hub.SendCoreAsync(nameof(MarkRead), [mark]);
        }
        catch (Exception e)
        {
            throw new LinkException("The read mark was not sent.", e);
        }
    }

    public Task<FileOffer> OfferFile(OfferFile offer) => Ask<FileOffer>(nameof(OfferFile), offer);

    public Task<FileOffer[]> OfferFiles(OfferFiles offer) => Ask<FileOffer[]>(nameof(OfferFiles), offer);

    public Task AcceptFile(FileRef file) => Tell(nameof(AcceptFile), file);

    public Task DeclineFile(FileRef file) => Tell(nameof(DeclineFile), file);

    public Task CancelFile(FileRef file) => Tell(nameof(CancelFile), file);

    public Task PauseFile(FileRef file) => Tell(nameof(PauseFile), file);

    public Task ResumeFile(FileRef file) => Tell(nameof(ResumeFile), file);

    private async Task<T> Ask<T>(string method, params object?[] arguments)
    {
        try
        {
            return (T)(await hub.InvokeCoreAsync(method, typeof(T), arguments))!;
        }
        catch (HubException e)
        {
            throw Understand(e);
        }
        catch (Exception e)
        {
            throw new LinkException($"{method} has no answer.", e);
        }
    }

    private async Task Tell(string method, object argument)
    {
        try
        {
            await hub.InvokeCoreAsync(method, [argument]);
        }
        catch (HubException e)
        {
            throw Understand(e);
        }
        catch (Exception e)
        {
            throw new LinkException($"{method} has no answer.", e);
        }
    }

    /// <summary>Reads a hub error: SignalR's own words, then a <see cref="Refusal"/> as JSON where the server's rules refused.</summary>
    internal static Exception Understand(HubException error)
    {
        const string Mark = "HubException: ";
        var mark = error.Message.IndexOf(Mark, StringComparison.Ordinal);
        if (mark >= 0 && error.Message.IndexOf('{', mark) is var brace and >= 0)
        {
            try
            {
                if (JsonSerializer.Deserialize(error.Message.AsSpan(brace), WireTypes.Refusal) is { } refusal)
                    return new ChatException(refusal);
            }
            catch (JsonException)
            {
                return new ChatException(ErrorCode.Malformed);
            }
        }
        if (error.Message.StartsWith("Failed to invoke", StringComparison.Ordinal)) return new ChatException(ErrorCode.Malformed);
        if (error.Message.StartsWith("An unexpected error occurred invoking", StringComparison.Ordinal))
            return new ChatException(ErrorCode.Internal);
        // What is left ends the connection, and says nothing about the call.
        return new LinkException("The server closed the connection.", error);
    }
}
