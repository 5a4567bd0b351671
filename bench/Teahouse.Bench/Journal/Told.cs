using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Bench.Journal;

/// <summary>An event's body as one text: a message as it reads, everything else as its JSON.</summary>
internal static class Told
{
    public static string Of(EventBody body) => body is TextMessage message ? message.Text : JsonSerializer.Serialize(body, Wire.Tolerant);
}
