using System.Text.Json;

namespace Teahouse.Protocol;

/// <summary>Reads a page of events as clients do.</summary>
internal sealed class EventPageReader : HandConverter<EventPage>
{
    public override EventPage Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        Event[]? events = null;
        var head = 0L;
        reader.Enter();
        while (reader.Next())
        {
            if (reader.IsAt("events"u8)) events = reader.GetList((ref item) => EventReader.Read(ref item, options));
            else if (reader.IsAt("head"u8)) head = reader.GetInt64();
            else reader.Skip();
        }
        return new EventPage(events!, head);
    }
}
