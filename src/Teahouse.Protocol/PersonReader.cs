using System.Text.Json;

namespace Teahouse.Protocol;

/// <summary>Reads people as clients do.</summary>
internal static class PersonReader
{
    public static Person Read(ref Utf8JsonReader reader)
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
}
