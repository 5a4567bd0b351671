using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Tests.Frames;

/// <summary>What else travels while a page starts goes by hand too: it is held against the serialiser's own way.</summary>
public sealed class StartRecordTests
{
    public static TheoryData<string> Presence =>
    [
        """{"full":true,"people":[{"id":7,"name":"Ada","online":true,"lastSeenAt":null,"away":true,"tone":5}]}""",
        """{"people":[{"id":8,"name":"张三","online":false,"lastSeenAt":1800000000000,"later":{"a":[1]}}],"more":7,"full":false}""",
        """{"full":false,"people":[]}""",
    ];

    [Fact]
    public void The_first_call_is_written_as_the_serialiser_writes_it() =>
        SameBytes(new Hello(Wire.Version, Guid.Parse("0198c6a1-0000-7000-8000-00000000002a")));

    [Theory]
    [InlineData(1, Limits.Newest, Limits.PageEvents)]
    [InlineData(9_000_000_000, 42, 1)]
    public void A_question_for_messages_is_written_as_the_serialiser_writes_it(long conversation, long seq, int limit) =>
        SameBytes(new ReadBefore(conversation, seq, limit));

    [Theory]
    [MemberData(nameof(Presence))]
    public void Who_came_or_went_is_read_as_the_serialiser_reads_it(string json) => Assert.Equivalent(
        JsonSerializer.Deserialize<PresenceUpdate>(json, Readers.None), JsonSerializer.Deserialize<PresenceUpdate>(json, Wire.Tolerant),
        strict: true);

    [Theory]
    [InlineData("[]")]
    [InlineData("""{"full":"yes"}""")]
    [InlineData("""{"people":[7]}""")]
    public void What_is_broken_is_refused(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<PresenceUpdate>(json, Wire.Tolerant));

    [Fact]
    public void A_person_has_every_member_here() => Assert.All(
        typeof(PresenceUpdate).GetProperties().Concat(typeof(Person).GetProperties()),
        member => Assert.Contains(
            $"\"{JsonNamingPolicy.CamelCase.ConvertName(member.Name)}\":", Presence.First().Data, StringComparison.Ordinal));

    private static void SameBytes<T>(T record) =>
        Assert.Equal(JsonSerializer.Serialize(record, Readers.None), JsonSerializer.Serialize(record, Wire.Tolerant));
}
