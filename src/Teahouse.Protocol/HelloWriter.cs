using System.Text.Json;

namespace Teahouse.Protocol;

/// <summary>Writes a connection's first call.</summary>
internal sealed class HelloWriter : HandConverter<Hello>
{
    public override void Write(Utf8JsonWriter writer, Hello value, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        writer.WriteNumber("version"u8, value.Version);
        writer.WriteString("deviceId"u8, value.DeviceId);
        writer.WriteEndObject();
    }
}
