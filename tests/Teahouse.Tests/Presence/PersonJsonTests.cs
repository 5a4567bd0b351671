using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Server.Presence;

namespace Teahouse.Tests.Presence;

public sealed class PersonJsonTests
{
    [Fact]
    public void Whoever_is_online_is_written_once_and_reads_the_same_and_a_change_is_written_anew()
    {
        var options = new JsonSerializerOptions(Wire.Strict) { Converters = { new PersonJson() } };
        var (zhang, ada) = (new Person(7, "张三", true, null, false, 3), new Person(8, "Ada", false, 1_700_000_000_000));
        var update = new PresenceUpdate(true, [zhang, ada, zhang with { Away = true }]);

        var written = JsonSerializer.Serialize(update, options);

        Assert.Equal(JsonSerializer.Serialize(update, Wire.Tolerant), written);
        Assert.Equal(written, JsonSerializer.Serialize(update, options));
        Assert.Equal(update.People, JsonSerializer.Deserialize<PresenceUpdate>(written, options)!.People);
    }
}
