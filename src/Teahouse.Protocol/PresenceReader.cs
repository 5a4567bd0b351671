using System.Text.Json;

namespace Teahouse.Protocol;

/// <summary>Reads who came or went as clients do.</summary>
internal sealed class PresenceReader : HandConverter<PresenceUpdate>
{
    public override PresenceUpdate Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var full = false;
        Person[]? people = null;
        reader.Enter();
        while (reader.Next())
        {
            if (reader.IsAt("full"u8)) full = reader.GetBoolean();
            else if (reader.IsAt("people"u8)) people = reader.GetList(PersonReader.Read);
            else reader.Skip();
        }
        return new PresenceUpdate(full, people!);
    }
}
