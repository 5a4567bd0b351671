using System.Text.Json.Serialization;
using Teahouse.Client;
using Teahouse.Web.Files;

namespace Teahouse.Web.Texts;

/// <summary>What goes as JSON between this page's .NET and its scripts.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(ChosenFile[]))]
[JsonSerializable(typeof(OutboxItem))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(long[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class WebJson : JsonSerializerContext;
