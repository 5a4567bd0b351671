using System.Text.Json;

namespace Teahouse.Protocol;

/// <summary>Writes the question for a page of events.</summary>
internal sealed class ReadBeforeWriter : HandConverter<ReadBefore>
{
    public override void Write(Utf8JsonWriter writer, ReadBefore value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("conversationId"u8, value.ConversationId);
        writer.WriteNumber("seq"u8, value.Seq);
        writer.WriteNumber("limit"u8, value.Limit);
        writer.WriteEndObject();
    }
}
