using Teahouse.Bench.Works.Fanout;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Works;

public sealed class FanoutTests
{
    [Fact]
    public async Task The_load_of_w1_speaks_the_protocol_and_sees_every_delivery_of_ours_and_of_the_floor()
    {
        using var folder = new TempFolder();
        var programs = new CPrograms(folder.Path);
        await programs.Compile();
        await using var ours = await TeahouseRoom.Start(20);
        await using var floor = await OtherRoom.Floor(programs);
        var plan = new LoadPlan(20, [50], 0.5, 1);

        var result = Assert.Single(await plan.Run(programs, ours));
        var least = Assert.Single(await plan.Run(programs, floor));

        Assert.True(result.IsWhole, $"{result}");
        Assert.True(result.Delivered >= 20 * 50, $"{result}");
        Assert.InRange(result.Marks, 1, 20);
        Assert.True(result.ServerCpu > 0 && result.P99 >= result.P50 && result.P50 > 0, $"{result}");
        Assert.True(least.IsWhole, $"{least}");
    }

    /// <summary>A task, a state machine or a copy for each delivery would be some hundred bytes each.</summary>
    [Fact]
    public async Task A_message_to_two_hundred_allocates_little_more_than_a_message()
    {
        const int Guests = 200;
        using var folder = new TempFolder();
        var programs = new CPrograms(folder.Path);
        await programs.Compile();
        await using var room = await TeahouseRoom.Start(Guests);

        var bytes = await Allocations.PerMessage(new LoadPlan(Guests, [200], 0.5, 1), programs, room);

        Assert.True(bytes < 100_000, $"{bytes} bytes");
    }
}
