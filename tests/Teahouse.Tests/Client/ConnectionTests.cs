using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Client.Simulation;

namespace Teahouse.Tests.Client;

/// <summary>What the connection does over hours, on the simulated clock.</summary>
public class ConnectionTests
{
    [Fact]
    public void A_client_of_another_version_is_told_to_reload_and_tries_no_more()
    {
        var world = ModelWorld.Fair();
        world.Server.Refusals.Enqueue(new Refusal(ErrorCode.OtherVersion));
        var window = world.Open(2);
        world.Pass(60_000);
        Assert.Equal(LinkStatus.Outdated, window.Client.Link.Status);
        Assert.DoesNotContain(world.Server.Links, l => l.Owner == window && l.Subscribed);
    }

    [Fact]
    public void Tries_come_back_within_ten_seconds_for_as_long_as_the_server_is_away()
    {
        var world = ModelWorld.Fair();
        var window = world.Windows[0];
        world.Time.Run(() => world.Server.Kill(false));
        world.Pass(500);
        var since = window.Client.Link.Since;
        for (var hour = 0; hour < 8; hour++)
        {
            world.Pass(3_600_000);
            Assert.Equal((LinkStatus.Offline, since), (window.Client.Link.Status, window.Client.Link.Since));
            Assert.True(window.Client.Link.NextTry is not { } next || next - world.Time.GetUtcNow() <= TimeSpan.FromSeconds(10));
        }
        world.Server.Start();
        world.Pass(10_100);
        Assert.True(window.Client.Link.IsOnline);
    }

    [Fact]
    public void Try_now_does_not_wait()
    {
        var world = ModelWorld.Fair();
        var window = world.Windows[0];
        world.Time.Run(() => world.Server.Kill(false));
        world.Pass(600_000);
        world.Server.Start();
        world.Time.Run(window.Client.RetryNow);
        world.Pass(100);
        Assert.True(window.Client.Link.IsOnline);
    }

    [Fact]
    public void A_connection_that_swallows_everything_is_found_dead_when_asked_for_a_sign_of_life()
    {
        var world = ModelWorld.Fair();
        var window = world.Windows[0];
        var link = world.Server.Links.First(l => l.Owner == window);
        link.Deaf = true;
        world.Pass(60_000);
        Assert.True(window.Client.Link.IsOnline);
        world.Time.Run(window.Client.RetryNow);
        world.Pass(10_000);
        Assert.True(window.Client.Link.IsOnline);
        Assert.DoesNotContain(link, world.Server.Links);
    }

    [Fact]
    public void A_message_on_a_connection_that_swallows_everything_arrives_over_the_next_one()
    {
        var world = ModelWorld.Fair();
        var window = world.Windows[0];
        world.Server.Links.First(l => l.Owner == window).Deaf = true;
        world.Time.Run(() => _ = window.SendAsync(window.Client.PublicRoom!, "午饭?"));
        world.Pass(30_000);
        Assert.Equal(new TextMessage("午饭?"), Assert.Single(world.Server.Conversations[0].Log).Body);
        Assert.Empty(window.Client.PublicRoom!.Waiting);
    }

    [Fact]
    public void Read_marks_are_sent_at_once_then_at_most_every_two_seconds_and_on_leaving()
    {
        var world = ModelWorld.Fair();
        var (window, model) = (world.Windows[2], world.Server.Conversations[0]);
        var room = window.Client.PublicRoom!;
        var marks = new List<long>();
        for (var i = 1; i <= 40; i++)
        {
            world.Time.Run(() => world.Server.Append(1, 1, Guid.NewGuid(), new TextMessage($"{i}")));
            world.Pass(100);
            world.Time.Run(() => room.MarkRead(room.Timeline.LastSeq));
            Assert.Equal(0, room.Unread);
            world.Pass(20);
            if (marks.LastOrDefault() != model.ReadSeq[2]) marks.Add(model.ReadSeq[2]);
        }
        Assert.Equal(1, marks[0]);
        Assert.InRange(marks.Count, 2, 4);
        world.Time.Run(() => _ = room.FlushReadAsync());
        world.Pass(20);
        Assert.Equal(40, model.ReadSeq[2]);
    }
}
