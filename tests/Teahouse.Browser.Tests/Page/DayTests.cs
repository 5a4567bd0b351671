using System.Text.RegularExpressions;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class DayTests(Chromium browsers)
{
    [Fact]
    public async Task Days_are_separated_with_their_year_when_it_is_not_this_one_and_what_one_person_says_at_once_is_grouped()
    {
        var clock = new SetClock();
        await using var house = await House.Open(browsers, "zh-CN", options => options with { Time = clock });
        var now = TimeProvider.System.GetUtcNow();
        var noon = new DateTimeOffset(now.Year - 2, 12, 31, 12, 0, 0, TimeSpan.Zero);
        foreach (var (at, by, texts) in new (DateTimeOffset, string, string[])[]
        {
            (noon, People.Linus, ["old", "and right after"]),
            (noon.AddMinutes(20), People.Linus, ["twenty minutes later"]),
            (noon.AddMinutes(24), People.Linus, ["four minutes after that"]),
            (noon.AddMinutes(30), People.Linus, ["six minutes after that"]),
            (noon.AddMinutes(30.5), People.Grace, ["somebody else within a minute"]),
            (now, People.Linus, ["now"]),
        })
        {
            clock.Ahead = at - now;
            await using var window = await (await house.Register(by)).Open();
            foreach (var text in texts) await window.Say(text);
        }

        var ada = await house.Enter(People.Ada);

        await ada.Sees("now");
        var days = ada.Find("day");
        await Expect(days).ToHaveCountAsync(2);
        await Expect(days.First).ToContainTextAsync($"{now.Year - 2}年12月31日");
        await Expect(days.Last).ToHaveTextAsync(ada.Text("date.today"));
        var heads = await ada.Find("message").EvaluateAllAsync<bool[]>("rows => rows.map(row => row.classList.contains('heads'))");
        Assert.Equal([true, false, true, false, true, true, true], heads);
    }

    /// <summary>Half an hour beside the full ones, and a summer time that begins in between.</summary>
    [Theory]
    [InlineData("Asia/Kolkata", "05:00", "05:00")]
    [InlineData("America/New_York", "18:30", "19:30")]
    public async Task A_message_has_the_time_and_the_day_of_the_browsers_own_time_zone(string zone, string winter, string summer)
    {
        var clock = new SetClock();
        await using var house = await House.Open(browsers, "en", options => options with { Time = clock });
        var now = TimeProvider.System.GetUtcNow();
        foreach (var (month, text) in new[] { (1, "in winter"), (7, "in summer") })
        {
            clock.Ahead = new DateTimeOffset(now.Year - 1, month, 10, 23, 30, 0, TimeSpan.Zero) - now;
            await using var linus = await (await house.Register(People.Linus)).Open();
            await linus.Say(text);
        }
        clock.Ahead = TimeSpan.Zero;

        var ada = await house.Enter(People.Ada, options => options.TimezoneId = zone);

        await Expect(ada.Messages("in winter").Locator("time")).ToHaveTextAsync(winter);
        await Expect(ada.Messages("in summer").Locator("time")).ToHaveTextAsync(summer);
        await Expect(ada.Messages("in summer").Locator("time")).ToHaveAttributeAsync("datetime", new Regex("-07-10T23:3[01]:"));
        await Expect(ada.Find("day").Last).ToContainTextAsync(zone == "Asia/Kolkata" ? "11" : "10");
    }

    /// <summary>The time of the system, moved.</summary>
    private sealed class SetClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => base.GetUtcNow() + Ahead;
    }
}
