using System.Text;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Live;
using Teahouse.Server.Users;

namespace Teahouse.Server.Messages;

/// <summary>Who may write and read what.</summary>
public sealed class MessageRules(ConversationRules conversations, EventLog log, EventStore events, SendRate rate)
{
    /// <summary>Stores a text and answers once it is on the disk.</summary>
    /// <exception cref="ChatException">Too long, blank, too fast, no member, or the client id was used for something else.</exception>
    public async Task<Sent> Send(LiveConnection live, SendText message)
    {
        var (caller, conversation) = (live.Caller, message.ConversationId);
        Check(message.Text);
        // Who listens is a member; so most messages cost no question to the database.
        if (live.HeadOf(conversation) is null) conversations.Load(caller, conversation);
        rate.Take(caller.Id);
        var stored = await log.Append(conversation, caller.Author, message.ClientId, new TextMessage(message.Text));
        return new Sent(stored.Seq, stored.Ordinal, stored.At);
    }

    /// <summary>The events after a seq.</summary>
    public EventPage After(Caller caller, ReadAfter query) =>
        events.After(conversations.Load(caller, query.ConversationId).ConversationId, query.Seq, CheckLimit(query.Limit));

    /// <summary>The events before a seq.</summary>
    public EventPage Before(Caller caller, ReadBefore query) =>
        events.Before(conversations.Load(caller, query.ConversationId).ConversationId, query.Seq, CheckLimit(query.Limit));

    /// <summary>Where a moment lies.</summary>
    public Place Find(Caller caller, FindMoment query) =>
        events.Find(conversations.Load(caller, query.ConversationId).ConversationId, query.At);

    private static int CheckLimit(int limit) =>
        limit is >= 1 and <= Limits.PageEvents ? limit : throw new ChatException(ErrorCode.Malformed);

    private static void Check(string text)
    {
        if (string.IsNullOrWhiteSpace(text)) throw new ChatException(ErrorCode.MessageBlank);
        // Refused by length first: whatever follows walks over the text.
        if (text.Length > 2 * Limits.MessageCodePoints) throw new ChatException(ErrorCode.MessageTooLong);
        var codePoints = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            codePoints++;
            if (rune.Value == 0) throw new ChatException(ErrorCode.MessageForbiddenCharacter);
        }
        if (codePoints > Limits.MessageCodePoints || Encoding.UTF8.GetByteCount(text) > Limits.MessageBytes)
            throw new ChatException(ErrorCode.MessageTooLong);
        if (HasLoneSurrogate(text)) throw new ChatException(ErrorCode.MessageForbiddenCharacter);
    }

    private static bool HasLoneSurrogate(string text)
    {
        for (var i = 0; i < text.Length; i++)
        {
            if (!char.IsSurrogate(text[i])) continue;
            if (i + 1 == text.Length || !char.IsSurrogatePair(text[i], text[i + 1])) return true;
            i++;
        }
        return false;
    }
}
