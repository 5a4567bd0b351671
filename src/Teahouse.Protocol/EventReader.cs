using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>
/// Reads events as clients do: members that are not known are passed over, and texts, of which conversations consist, are read by
/// hand. A page interprets its code, and somebody waits for the newest messages there (docs/PERFORMANCE.md: The page: start).
/// </summary>
internal sealed class EventReader : JsonConverter<Event>
{
    public override Event Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var (seq, ordinal, at, by) = (0L, 0L, 0L, 0L);
        string? name = null;
        Guid? clientId = null;
        EventBody? body = null;
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
        while (Next(ref reader))
        {
            if (IsAt(ref reader, "seq"u8)) seq = reader.GetInt64();
            else if (IsAt(ref reader, "ordinal"u8)) ordinal = reader.GetInt64();
            else if (IsAt(ref reader, "at"u8)) at = reader.GetInt64();
            else if (IsAt(ref reader, "by"u8)) by = reader.GetInt64();
            else if (IsAt(ref reader, "name"u8)) name = reader.GetString();
            else if (IsAt(ref reader, "clientId"u8)) clientId = reader.TokenType == JsonTokenType.Null ? null : reader.GetGuid();
            else if (IsAt(ref reader, "body"u8)) body = ReadBody(ref reader, options);
            else reader.Skip();
        }
        return new Event(seq, ordinal, at, by, name!, clientId, body!);
    }

    /// <summary>As the server writes them.</summary>
    public override void Write(Utf8JsonWriter writer, Event value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, Wire.Strict.GetTypeInfo(typeof(Event)));

    private static EventBody? ReadBody(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        IsText(reader) ? ReadText(ref reader) : (EventBody?)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(EventBody)));

    /// <summary>Whether the value at which the reader stands is a text: its kind may be said anywhere in it.</summary>
    private static bool IsText(Utf8JsonReader ahead)
    {
        if (ahead.TokenType != JsonTokenType.StartObject) return false;
        while (Next(ref ahead))
        {
            if (IsAt(ref ahead, "kind"u8)) return ahead.TokenType == JsonTokenType.String && ahead.ValueTextEquals("text"u8);
            ahead.Skip();
        }
        return false;
    }

    private static TextMessage ReadText(ref Utf8JsonReader reader)
    {
        string? text = null;
        while (Next(ref reader))
        {
            if (IsAt(ref reader, "text"u8)) text = reader.GetString();
            else reader.Skip();
        }
        return new TextMessage(text!);
    }

    private static bool Next(ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    private static bool IsAt(ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();
}
