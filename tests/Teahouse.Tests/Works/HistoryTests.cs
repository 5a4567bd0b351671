using Teahouse.Bench.Works.History;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Works;

public sealed class HistoryTests
{
    [Fact]
    public async Task The_long_log_of_w6_is_one_that_the_server_serves_and_every_question_has_a_cost()
    {
        using var folder = new TempFolder();
        var file = new HistoryFile(folder.Path, 5_000);
        await file.Make();

        var table = await HistoryTable.Measure([file], 1, 16);

        Assert.True(table.Cost("start-up", 5_000, HistoryServer.Way) > 0, $"{table}");
        Assert.Contains("| unread of 201 conversations |", $"{table}", StringComparison.Ordinal);
    }
}
