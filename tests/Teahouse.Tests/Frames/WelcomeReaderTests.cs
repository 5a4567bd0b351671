using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Tests.Frames;

/// <summary>Clients read welcomes by hand: it is held against the serialiser's own way of reading.</summary>
public sealed class WelcomeReaderTests
{
    private const string Ada = """{"id":7,"name":"Ada","online":true,"lastSeenAt":1800000000000,"away":true,"tone":5}""";
    private const string 张三 = """{"id":8,"name":"张三","online":false}""";
    private const string Room = """{"id":1,"kind":"public","head":9,"headAt":1800000000001,"readSeq":4,"unread":3}""";
    private const string Pair = """{"id":2,"kind":"private","peerId":8,"head":0,"headAt":null,"readSeq":0,"unread":0}""";

    private static readonly string Whole =
        $$"""{"epoch":"e","me":{{Ada}},"conversations":[{{Room}},{{Pair}}],"people":[{{Ada}},{{张三}}],"now":9,"lastGoodbye":9004}""";

    public static TheoryData<string> Usual =>
    [
        Whole,
        $$"""{"now":9,"people":[],"conversations":[],"me":{{张三}},"epoch":"e"}""",
        $$"""{"epoch":"e","me":{{Ada}},"more":{"people":[{{Ada}}]},"conversations":[],"people":null,"now":9,"lastGoodbye":null}""",
        $$"""{"me":{"later":[1],"name":"Ada","id":7},"people":[{"id":8,"name":null}],"conversations":[{"id":3,"kind":"private"}]}""",
        "{}",
    ];

    public static TheoryData<string> Broken =>
    [
        "7",
        "[]",
        """{"me":7}""",
        """{"people":{}}""",
        """{"people":[7]}""",
        """{"now":"9"}""",
        """{"conversations":[{"kind":"secret"}]}""",
        """{"conversations":[{"id":1}""",
    ];

    [Fact]
    public void These_tests_have_every_member() => Assert.All(
        typeof(Welcome).GetProperties().Concat(typeof(Person).GetProperties()).Concat(typeof(Conversation).GetProperties()),
        member => Assert.Contains($"\"{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}\":", Whole, StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Usual))]
    public void A_welcome_is_read_as_the_serialiser_reads_it(string json) =>
        Assert.Equivalent(Read(json, Readers.None), Read(json, Wire.Tolerant), strict: true);

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_broken_is_refused_as_the_serialiser_refuses_it(string json)
    {
        Assert.Throws<JsonException>(() => Read(json, Readers.None));
        Assert.Throws<JsonException>(() => Read(json, Wire.Tolerant));
    }

    private static Welcome? Read(string json, JsonSerializerOptions options) => JsonSerializer.Deserialize<Welcome>(json, options);
}
