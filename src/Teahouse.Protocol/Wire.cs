using System.Text.Json;
using System.Text.Json.Serialization;

namespace Teahouse.Protocol;

/// <summary>
/// How the records become JSON: members in camel case, all required, checked strictly by the server and read tolerantly by clients.
/// </summary>
public static class Wire
{
    /// <summary>The protocol's version; it rises when an older client would misread the newer server.</summary>
    public const int Version = 1;

    /// <summary>The live connection's path.</summary>
    public const string HubPath = "/live";

    /// <summary>The clients' reading: members and kinds that they do not know are passed over.</summary>
    public static JsonSerializerOptions Tolerant { get; } = MakeTolerant();

    /// <summary>The server's reading of requests: what is unknown, missing, null, duplicate or wrongly typed is refused.</summary>
    public static JsonSerializerOptions Strict { get; } = MakeStrict();

    /// <summary>Makes <paramref name="options"/> (SignalR's own) read and write as <paramref name="like"/> does.</summary>
    public static void Copy(JsonSerializerOptions like, JsonSerializerOptions options)
    {
        options.TypeInfoResolverChain.Clear();
        options.TypeInfoResolverChain.Add(WireJson.Default);
        options.PropertyNamingPolicy = like.PropertyNamingPolicy;
        options.PropertyNameCaseInsensitive = false;
        options.UnmappedMemberHandling = like.UnmappedMemberHandling;
        options.RespectNullableAnnotations = like.RespectNullableAnnotations;
        options.RespectRequiredConstructorParameters = like.RespectRequiredConstructorParameters;
        options.AllowDuplicateProperties = like.AllowDuplicateProperties;
        options.AllowOutOfOrderMetadataProperties = like.AllowOutOfOrderMetadataProperties;
        options.DefaultIgnoreCondition = like.DefaultIgnoreCondition;
        options.Encoder = like.Encoder;
        foreach (var converter in like.Converters) options.Converters.Add(converter);
    }

    private static JsonSerializerOptions MakeTolerant()
    {
        var options = Make();
        options.Converters.Add(new EventReader());
        options.Converters.Add(new EventPageReader());
        options.Converters.Add(new HelloWriter());
        options.Converters.Add(new PresenceReader());
        options.Converters.Add(new ReadBeforeWriter());
        options.Converters.Add(new WelcomeReader());
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions MakeStrict()
    {
        var options = Make();
        options.UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow;
        options.RespectNullableAnnotations = true;
        options.RespectRequiredConstructorParameters = true;
        options.AllowDuplicateProperties = false;
        options.MakeReadOnly();
        return options;
    }

    private static JsonSerializerOptions Make() => new()
    {
        TypeInfoResolver = WireJson.Default,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        AllowOutOfOrderMetadataProperties = true,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        // The page never puts JSON into HTML, so Chinese text may travel and be stored as it is.
        Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };
}

/// <summary>The source-generated serialisers of everything that travels.</summary>
[JsonSerializable(typeof(Hello))]
[JsonSerializable(typeof(Welcome))]
[JsonSerializable(typeof(Conversation[]))]
[JsonSerializable(typeof(OpenConversation))]
[JsonSerializable(typeof(MarkRead))]
[JsonSerializable(typeof(HeadList))]
[JsonSerializable(typeof(Heartbeat))]
[JsonSerializable(typeof(Goodbye))]
[JsonSerializable(typeof(SendText))]
[JsonSerializable(typeof(Sent))]
[JsonSerializable(typeof(ReadAfter))]
[JsonSerializable(typeof(ReadBefore))]
[JsonSerializable(typeof(FindMoment))]
[JsonSerializable(typeof(Place))]
[JsonSerializable(typeof(EventPage))]
[JsonSerializable(typeof(EventBatch))]
[JsonSerializable(typeof(OfferFile))]
[JsonSerializable(typeof(OfferFiles))]
[JsonSerializable(typeof(FileOffer[]))]
[JsonSerializable(typeof(FileRef))]
[JsonSerializable(typeof(FileStatus))]
[JsonSerializable(typeof(FinishFile))]
[JsonSerializable(typeof(TransferProgress))]
[JsonSerializable(typeof(PresenceUpdate))]
[JsonSerializable(typeof(Person[]))]
[JsonSerializable(typeof(AwayState))]
[JsonSerializable(typeof(ToneChoice))]
[JsonSerializable(typeof(TypingIn))]
[JsonSerializable(typeof(TypingNow))]
[JsonSerializable(typeof(Credentials))]
[JsonSerializable(typeof(SignedIn))]
[JsonSerializable(typeof(ChangePassword))]
[JsonSerializable(typeof(OwnSession[]))]
[JsonSerializable(typeof(Refusal))]
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
public sealed partial class WireJson : JsonSerializerContext;
