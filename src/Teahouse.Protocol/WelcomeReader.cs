using System.Text.Json;

namespace Teahouse.Protocol;

/// <summary>Reads a welcome as clients do.</summary>
internal sealed class WelcomeReader : HandConverter<Welcome>
{
    public override Welcome Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        string? epoch = null;
        Person? me = null;
        Conversation[]? conversations = null;
        Person[]? people = null;
        var now = 0L;
        GoodbyeCode? lastGoodbye = null;
        reader.Enter();
        while (reader.Next())
        {
            if (reader.IsAt("epoch"u8)) epoch = reader.GetString();
            else if (reader.IsAt("me"u8)) me = PersonReader.Read(ref reader);
            else if (reader.IsAt("conversations"u8)) conversations = reader.GetList(ReadConversation);
            else if (reader.IsAt("people"u8)) people = reader.GetList(PersonReader.Read);
            else if (reader.IsAt("now"u8)) now = reader.GetInt64();
            else if (reader.IsAt("lastGoodbye"u8)) lastGoodbye = (GoodbyeCode?)reader.GetInt64OrNull();
            else reader.Skip();
        }
        return new Welcome(epoch!, me!, conversations!, people!, now, lastGoodbye);
    }

    private static Conversation ReadConversation(ref Utf8JsonReader reader)
    {
        var (id, head, readSeq, unread) = (0L, 0L, 0L, 0L);
        var kind = ConversationKind.Public;
        long? peerId = null, headAt = null;
        reader.Enter();
        while (reader.Next())
        {
            if (reader.IsAt("id"u8)) id = reader.GetInt64();
            else if (reader.IsAt("kind"u8)) kind = ReadKind(ref reader);
            else if (reader.IsAt("peerId"u8)) peerId = reader.GetInt64OrNull();
            else if (reader.IsAt("head"u8)) head = reader.GetInt64();
            else if (reader.IsAt("headAt"u8)) headAt = reader.GetInt64OrNull();
            else if (reader.IsAt("readSeq"u8)) readSeq = reader.GetInt64();
            else if (reader.IsAt("unread"u8)) unread = reader.GetInt64();
            else reader.Skip();
        }
        return new Conversation(id, kind, peerId, head, headAt, readSeq, unread);
    }

    private static ConversationKind ReadKind(ref Utf8JsonReader reader) => reader.GetString() switch
    {
        "public" => ConversationKind.Public,
        "private" => ConversationKind.Private,
        _ => throw new JsonException(),
    };
}
