using System.Text.Json;

namespace Teahouse.Protocol;

/// <summary>
/// Reads events as clients do: members that are not known are passed over, and texts, of which conversations consist, are read by
/// hand. A page interprets its code, and somebody waits for the newest messages there (docs/PERFORMANCE.md: The page: start).
/// </summary>
internal sealed class EventReader : HandConverter<Event>
{
    public override Event Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Read(ref reader, options);

    /// <summary>The event here.</summary>
    public static Event Read(ref Utf8JsonReader reader, JsonSerializerOptions options)
    {
        var (seq, ordinal, at, by) = (0L, 0L, 0L, 0L);
        string? name = null;
        Guid? clientId = null;
        EventBody? body = null;
        reader.Enter();
        while (reader.Next())
        {
            if (reader.IsAt("seq"u8)) seq = reader.GetInt64();
            else if (reader.IsAt("ordinal"u8)) ordinal = reader.GetInt64();
            else if (reader.IsAt("at"u8)) at = reader.GetInt64();
            else if (reader.IsAt("by"u8)) by = reader.GetInt64();
            else if (reader.IsAt("name"u8)) name = reader.GetString();
            else if (reader.IsAt("clientId"u8)) clientId = reader.TokenType == JsonTokenType.Null ? null : reader.GetGuid();
            else if (reader.IsAt("body"u8)) body = ReadBody(ref reader, options);
            else reader.Skip();
        }
        return new Event(seq, ordinal, at, by, name!, clientId, body!);
    }

    private static EventBody? ReadBody(ref Utf8JsonReader reader, JsonSerializerOptions options) =>
        IsText(reader) ? ReadText(ref reader) : (EventBody?)JsonSerializer.Deserialize(ref reader, options.GetTypeInfo(typeof(EventBody)));

    /// <summary>Whether the value at which the reader stands is a text: its kind may be said anywhere in it.</summary>
    private static bool IsText(Utf8JsonReader ahead)
    {
        if (ahead.TokenType != JsonTokenType.StartObject) return false;
        while (ahead.Next())
        {
            if (ahead.IsAt("kind"u8)) return ahead.TokenType == JsonTokenType.String && ahead.ValueTextEquals("text"u8);
            ahead.Skip();
        }
        return false;
    }

    private static TextMessage ReadText(ref Utf8JsonReader reader)
    {
        string? text = null;
        while (reader.Next())
        {
            if (reader.IsAt("text"u8)) text = reader.GetString();
            else reader.Skip();
        }
        return new TextMessage(text!);
    }
}
