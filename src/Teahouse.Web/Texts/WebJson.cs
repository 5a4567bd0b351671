using System.Text.Json.Serialization;
using Teahouse.Client;
using Teahouse.Web.Files;

namespace Teahouse.Web.Texts;

/// <summary>Who is signed in, as the shell says it.</summary>
public sealed record SessionInfo(long Id, string Name);

/// <summary>What goes as JSON between this page's .NET and its scripts.</summary>
[JsonSerializable(typeof(Dictionary<string, string>))]
[JsonSerializable(typeof(SessionInfo))]
[JsonSerializable(typeof(ChosenFile[]))]
[JsonSerializable(typeof(OutboxItem))]
[JsonSerializable(typeof(string[]))]
[JsonSerializable(typeof(long[]))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
public sealed partial class WebJson : JsonSerializerContext;
