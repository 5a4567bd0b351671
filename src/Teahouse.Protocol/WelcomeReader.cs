using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>Reads a welcome as clients do; by hand, for the reason that <see cref="EventReader"/> has.</summary>
internal sealed class WelcomeReader : JsonConverter<Welcome>
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
            else if (reader.IsAt("me"u8)) me = ReadPerson(ref reader);
            else if (reader.IsAt("conversations"u8)) conversations = reader.GetList(ReadConversation);
            else if (reader.IsAt("people"u8)) people = reader.GetList(ReadPerson);
            else if (reader.IsAt("now"u8)) now = reader.GetInt64();
            else if (reader.IsAt("lastGoodbye"u8)) lastGoodbye = (GoodbyeCode?)reader.GetInt64OrNull();
            else reader.Skip();
        }
        return new Welcome(epoch!, me!, conversations!, people!, now, lastGoodbye);
    }

    /// <summary>As the server writes them.</summary>
    public override void Write(Utf8JsonWriter writer, Welcome value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, Wire.Strict.GetTypeInfo(typeof(Welcome)));

    private static Person ReadPerson(ref Utf8JsonReader reader)
    {
        var (id, online, away, tone) = (0L, false, false, 0);
        string? name = null;
        long? lastSeenAt = null;
        reader.Enter();
        while (reader.Next())
        {
            if (reader.IsAt("id"u8)) id = reader.GetInt64();
            else if (reader.IsAt("name"u8)) name = reader.GetString();
            else if (reader.IsAt("online"u8)) online = reader.GetBoolean();
            else if (reader.IsAt("lastSeenAt"u8)) lastSeenAt = reader.GetInt64OrNull();
            else if (reader.IsAt("away"u8)) away = reader.GetBoolean();
            else if (reader.IsAt("tone"u8)) tone = reader.GetInt32();
            else reader.Skip();
        }
        return new Person(id, name!, online, lastSeenAt, away, tone);
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
