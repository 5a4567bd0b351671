using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using Teahouse.Protocol;

namespace Teahouse.Server.Presence;

/// <summary>
/// Writes people from bytes that are made once a change: each welcome names whoever is online and all whom one has talked with, and when
/// everybody comes back at once that is most of what the server does.
/// </summary>
public sealed class PersonJson : JsonConverter<Person>
{
    private readonly ConditionalWeakTable<Person, byte[]> _written = [];

    /// <inheritdoc/>
    public override Person? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
        JsonSerializer.Deserialize<Person>(ref reader, Wire.Tolerant);

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter writer, Person value, JsonSerializerOptions options) =>
        writer.WriteRawValue(_written.GetValue(value, ToBytes), skipInputValidation: true);

    private static byte[] ToBytes(Person person) => JsonSerializer.SerializeToUtf8Bytes(person, Wire.Tolerant);
}
