using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Presence;

public sealed class LastSeenTests(Chromium browsers)
{
    [Fact]
    public async Task Who_has_gone_was_last_seen_at_the_time_of_their_going_with_its_year_when_it_is_not_this_one()
    {
        var clock = new SetClock();
        await using var house = await House.Open(browsers, "en", options => options with { Time = clock });
        var ada = await house.Enter(People.Ada, options => options.TimezoneId = "Asia/Shanghai");
        var zone = TimeSpan.FromHours(8);
        var today = TimeProvider.System.GetUtcNow().ToOffset(zone);

        await LinusGoes(new DateTimeOffset(today.Year, today.Month, today.Day, 12, 34, 0, zone));
        await WasSeen("12:34");

        await LinusGoes(new DateTimeOffset(today.Year - 2, 12, 31, 23, 45, 0, zone));
        await WasSeen($"December 31, {today.Year - 2}, 23:45");

        // What was told of his going, and what is read when somebody comes later, are two ways.
        clock.Ahead = TimeSpan.Zero;
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await WasSeen($"December 31, {today.Year - 2}, 23:45");

        async Task LinusGoes(DateTimeOffset at)
        {
            await using var linus = await (await house.Register(People.Linus)).Open();
            await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));
            await ada.Open(People.Linus);
            await IsSaid(ada.Text("people.isOnline"));
            clock.Ahead = at - TimeProvider.System.GetUtcNow();
        }

        Task WasSeen(string time) => IsSaid(ada.Text("people.lastSeen", ("time", time)));

        async Task IsSaid(string state)
        {
            await Expect(ada.Row(People.Linus).Locator("[data-test='person-state']")).ToHaveTextAsync(state);
            await Expect(ada.Find("room-subtitle")).ToHaveTextAsync(state);
        }
    }

    [Fact]
    public async Task Nobody_is_said_to_be_away_before_five_minutes_have_passed()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var linus = await house.Enter(People.Linus);
        await linus.Page.Clock.InstallAsync();
        await linus.Page.ReloadAsync();
        await linus.IsInside();
        await ada.Open(People.Linus);

        await linus.Page.Mouse.MoveAsync(200, 200);
        await linus.Page.Clock.FastForwardAsync("04:30");
        // His window goes on after the leap, and what it had to tell by then was told before Grace came.
        await ada.Say("still there?");
        await linus.HasUnread(People.Ada, 1);
        await using var grace = await (await house.Register(People.Grace)).Open();
        await ada.SeesThatIs(People.Grace, online: true);
        await ada.SeesThatIs(People.Linus, online: true);
        await Expect(ada.Row(People.Linus)).Not.ToHaveAttributeAsync("data-away", "true");
        await Expect(ada.Find("room-subtitle")).ToHaveTextAsync(ada.Text("people.isOnline"));

        await linus.Page.Clock.FastForwardAsync("00:50");
        await Expect(ada.Row(People.Linus)).ToHaveAttributeAsync("data-away", "true");
        await Expect(ada.Find("room-subtitle")).ToHaveTextAsync(ada.Text("people.isAway"));
    }

    [Fact]
    public async Task Several_who_write_in_the_public_room_are_counted_until_they_stop()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var linus = await house.Enter(People.Linus);
        await using var grace = await (await house.Register(People.Grace)).Open();
        await ada.SeesThatIs(People.Grace, online: true);
        await linus.SeesThatIs(People.Grace, online: true);

        await linus.Find("message-input").PressSequentiallyAsync("hm");
        await grace.Call("Typing", new Protocol.TypingIn(Protocol.Limits.PublicRoom));

        await Task.WhenAll(
            Expect(ada.Find("room-subtitle")).ToHaveTextAsync(ada.Text("people.typingMany", ("n", "2"))),
            Expect(linus.Find("room-subtitle")).ToHaveTextAsync(linus.Text("people.typing", ("name", People.Grace))));

        // Neither sends anything.
        await Expect(ada.Find("room-subtitle")).ToHaveTextAsync(ada.Text("room.publicNote"));
        await Expect(linus.Find("room-subtitle")).ToHaveTextAsync(linus.Text("room.publicNote"));
    }

    /// <summary>The time of the system, moved.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
