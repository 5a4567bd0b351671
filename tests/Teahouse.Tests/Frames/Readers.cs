using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Tests.Frames;

/// <summary>What clients read by hand, read by the serialiser instead.</summary>
internal static class Readers
{
    public static JsonSerializerOptions None { get; } = Make();

    private static JsonSerializerOptions Make()
    {
        var options = new JsonSerializerOptions(Wire.Tolerant);
        options.Converters.Clear();
        return options;
    }
}
