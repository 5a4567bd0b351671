using System.Text.Json.Serialization.Metadata;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The clients' reading of the records that travel outside the live connection.</summary>
internal static class WireTypes
{
    public static JsonTypeInfo<Refusal> Refusal { get; } = Of<Refusal>();

    public static JsonTypeInfo<T> Of<T>() => (JsonTypeInfo<T>)Wire.Tolerant.GetTypeInfo(typeof(T));
}
