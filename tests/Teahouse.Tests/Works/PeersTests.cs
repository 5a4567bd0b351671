using Teahouse.Bench.Works.Fanout;
using Teahouse.Bench.Works.Idle;
using Teahouse.Bench.Works.Pairs;
using Teahouse.Bench.Works.Resume;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Works;

public sealed class PeersTests
{
    [Fact]
    public async Task The_loads_of_w2_w3_and_w4_speak_the_protocol_and_see_every_delivery_answer_and_return()
    {
        using var folder = new TempFolder();
        var programs = new CPrograms(folder.Path);
        await programs.Compile();
        await using var server = await TeahouseRoom.Start(24);
        var (talk, idle, storm) = (
            new LoadPlan(20, [50], 0.5, 1), new IdlePlan([8, 16], TimeSpan.Zero, TimeSpan.FromSeconds(0.5)),
            new ResumePlan(4, 20, 20, 0.5));

        foreach (var row in PairsRow.Of(server))
        {
            var result = Assert.Single(await talk.Run(programs, server, row.Kind));
            Assert.True(result is { IsWhole: true, Delivered: >= 2 * 50 } && row.Cost(result) > 0, $"{row}: {result}");
        }
        var weight = await idle.Run(programs, server);
        var back = await storm.Run(programs, server);

        Assert.True(weight.First > 0 && weight.Last > 0, $"{weight}");
        Assert.True(back.IsWhole(storm) && back is { Attempts: >= 20, Missed: > 0 }, $"{back}");
    }
}
