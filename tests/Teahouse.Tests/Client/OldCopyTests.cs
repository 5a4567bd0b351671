using Teahouse.Protocol;
using Teahouse.Tests.Client.Simulation;

namespace Teahouse.Tests.Client;

/// <summary>What a window makes of a server that came back from an old copy of its folder, where a random history seldom looks.</summary>
public sealed class OldCopyTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(3)]
    [InlineData(9)]
    [InlineData(1_500)]
    public void A_read_mark_of_the_log_before_is_not_told_to_the_one_that_took_its_place(int grown)
    {
        var world = ModelWorld.Fair();
        var (window, model) = (world.Windows[2], world.Server.Conversations[0]);
        for (var i = 1; i <= 10; i++) world.Time.Run(() => world.Server.Append(1, 1, Guid.NewGuid(), new TextMessage("before")));
        world.Pass(1_000);
        world.Time.Run(() => window.Client.PublicRoom!.MarkRead(10));
        // Past the pause between two marks, so that the next one could go at once.
        world.Pass(5_000);
        Assert.Equal(10, model.ReadSeq[2]);

        world.Time.Run(() => world.Server.CopyBack(4, grown));
        world.Settle();

        Assert.Equal(6, model.ReadSeq[2]);
        Assert.Equal((6, grown), (window.Client.PublicRoom!.ReadSeq, window.Client.PublicRoom.Unread));
    }

    [Fact]
    public void Where_the_copy_went_on_from_what_a_window_has_nothing_is_loaded_anew()
    {
        var world = ModelWorld.Fair();
        var room = world.Windows[2].Client.PublicRoom!;
        for (var i = 1; i <= 10; i++) world.Time.Run(() => world.Server.Append(1, 1, Guid.NewGuid(), new TextMessage("before")));
        world.Pass(1_000);
        var generation = room.Timeline.Generation;

        world.Time.Run(() => world.Server.CopyBack(0, 5));
        world.Settle();

        Assert.Equal(generation, room.Timeline.Generation);
        Assert.Equal(world.Server.Conversations[0].Log, room.Timeline.Events);
    }
}
