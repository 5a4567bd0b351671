using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>
/// A client's reading or writing of one record by hand; the other way goes as on the server. The page interprets its code, and what it
/// runs for the first time costs most there: the serialiser's own metadata of one record takes some 200 methods
/// (docs/PERFORMANCE.md: The page: start).
/// </summary>
internal abstract class HandConverter<T> : JsonConverter<T>
{
    /// <inheritdoc/>
    public override T? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        (T?)JsonSerializer.Deserialize(ref reader, Wire.Strict.GetTypeInfo(typeof(T)));

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, T value, JsonSerializerOptions options) =>
        JsonSerializer.Serialize(writer, value, Wire.Strict.GetTypeInfo(typeof(T)));
}
