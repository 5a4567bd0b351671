using System.Text.Json;

namespace Teahouse.Protocol;

/// <summary>Steps through an object's members, for what is read by hand.</summary>
internal static class JsonMembers
{
    /// <summary>Enters an object.</summary>
    /// <exception cref="JsonException">Something else stands here.</exception>
    public static void Enter(this ref Utf8JsonReader reader)
    {
        if (reader.TokenType != JsonTokenType.StartObject) throw new JsonException();
    }

    /// <summary>Goes to the next member's name; false at the object's end.</summary>
    public static bool Next(this ref Utf8JsonReader reader) => reader.Read() && reader.TokenType == JsonTokenType.PropertyName;

    /// <summary>Whether the member has this name; then the reader stands at its value.</summary>
    public static bool IsAt(this ref Utf8JsonReader reader, ReadOnlySpan<byte> name) => reader.ValueTextEquals(name) && reader.Read();

    /// <summary>The number here, or null.</summary>
    public static long? GetInt64OrNull(this ref Utf8JsonReader reader) =>
        reader.TokenType == JsonTokenType.Null ? null : reader.GetInt64();

    /// <summary>The list of objects here, or null.</summary>
    public static T[]? GetList<T>(this ref Utf8JsonReader reader, ReadItem<T> read)
    {
        if (reader.TokenType == JsonTokenType.Null) return null;
        if (reader.TokenType != JsonTokenType.StartArray) throw new JsonException();
        var all = new List<T>();
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray) all.Add(read(ref reader));
        return [.. all];
    }

    /// <summary>Reads what stands at the reader.</summary>
    public delegate T ReadItem<T>(ref Utf8JsonReader reader);
}
