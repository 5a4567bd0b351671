using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Tests.Frames;

/// <summary>Clients read events by hand: it is held against the serialiser's own way of reading.</summary>
public sealed class EventReaderTests
{
    private const string Id = "0197b3a0-1c2d-7e3f-8a4b-5c6d7e8f9a0b";

    public static TheoryData<EventBody, string> Bodies => GoldenFrameTests.Bodies;

    public static TheoryData<string> Unusual =>
    [
        Event("""{"kind":"reaction","emoji":"🍵"}"""),
        Event("""{"emoji":{"kind":"text"},"text":"午饭?","kind":"text"}"""),
        Event("""{"text":"a","kind":"text","later":[1,{"text":"b"}],"text":"c"}"""),
        Event("""{"kind":"text"}"""),
        Event("null"),
        $$"""{"body":{"kind":"file-done","fileId":"{{Id}}"},"more":{"seq":[7]},"clientId":null,"name":"张三","by":7,"at":9,"seq":3}""",
        "{}",
    ];

    public static TheoryData<string> Broken =>
    [
        "7",
        "[]",
        """{"seq":"7"}""",
        """{"seq":1.5}""",
        """{"name":7}""",
        """{"clientId":"nobody"}""",
        """{"body":7}""",
        """{"body":[]}""",
        """{"body":{"kind":"text","text":7}}""",
        """{"body":{"kind":"text","text":"a"}""",
    ];

    [Fact]
    public void These_tests_have_every_member_of_an_event() => Assert.All(
        typeof(Event).GetProperties(),
        member => Assert.Contains($"\"{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}\":", Event("null"), StringComparison.Ordinal));

    [Theory]
    [MemberData(nameof(Bodies))]
    public void Each_kind_is_read_as_the_serialiser_reads_it(EventBody body, string json)
    {
        var read = Read(Event(json), Wire.Tolerant);
        Assert.Equal(body, read!.Body);
        Assert.Equal(Read(Event(json), Readers.None), read);
    }

    [Theory]
    [MemberData(nameof(Unusual))]
    public void What_is_unusual_is_read_as_the_serialiser_reads_it(string json) =>
        Assert.Equal(Read(json, Readers.None), Read(json, Wire.Tolerant));

    [Theory]
    [InlineData("""{"head":7,"events":[X,X],"more":[]}""")]
    [InlineData("""{"events":[],"head":0}""")]
    [InlineData("""{"events":null}""")]
    public void A_page_of_them_is_read_as_the_serialiser_reads_it(string page)
    {
        var json = page.Replace("X", Event("""{"kind":"text","text":"午饭?"}"""), StringComparison.Ordinal);
        Assert.Equivalent(ReadPage(json, Readers.None), ReadPage(json, Wire.Tolerant), strict: true);
    }

    [Theory]
    [InlineData("7")]
    [InlineData("""{"events":7}""")]
    [InlineData("""{"events":[7]}""")]
    [InlineData("""{"events":[""")]
    public void A_broken_page_is_refused(string json)
    {
        Assert.ThrowsAny<JsonException>(() => ReadPage(json, Readers.None));
        Assert.ThrowsAny<JsonException>(() => ReadPage(json, Wire.Tolerant));
    }

    [Theory]
    [MemberData(nameof(Broken))]
    public void What_is_broken_is_refused_as_the_serialiser_refuses_it(string json)
    {
        Assert.Throws<JsonException>(() => Read(json, Readers.None));
        Assert.Throws<JsonException>(() => Read(json, Wire.Tolerant));
    }

    private static Event? Read(string json, JsonSerializerOptions options) => JsonSerializer.Deserialize<Event>(json, options);

    private static EventPage? ReadPage(string json, JsonSerializerOptions options) => JsonSerializer.Deserialize<EventPage>(json, options);

    private static string Event(string body) =>
        $$"""{"seq":3,"ordinal":2,"at":1800000000000,"by":7,"name":"张三","clientId":"{{Id}}","body":{{body}}}""";
}
