using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
using Teahouse.Server.Live;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Delivery;

/// <summary>A machine that sleeps while the others go on talking.</summary>
public sealed class SleepTests(Chromium browsers)
{
    private const int Each = 5;

    [Fact, Trait("fault", "sleep")]
    public async Task A_browser_that_slept_until_the_server_gave_it_up_shows_everything_once_when_it_wakes()
    {
        var row = new FaultRow("sleep");
        using var profile = new TempFolder();
        // A full sleep is longer than PING and PONG are given in earnest; a short one than they are given here.
        var asleep = FaultRow.Full ? TimeSpan.FromSeconds(35) : TimeSpan.Zero;
        await using var house = await House.Open(browsers, "zh-CN", options =>
            FaultRow.Full ? options : options with { PingInterval = TimeSpan.FromSeconds(1), PongPatience = TimeSpan.FromSeconds(4) });
        var account = await house.Register(People.Ada);
        var linus = await house.Enter(People.Linus);
        await using var browser = await BrowserProcess.Start(browsers, profile.Path, "en");
        var ada = await Guest.At(browser.Context, house.Url, People.Ada, "en");
        await ada.Login();

        // The last words are on their way, or wait, when it falls asleep.
        await ada.Say("good night");
        var sleep = Task.Delay(asleep, TestContext.Current.CancellationToken);
        browser.Stop();
        for (var i = 1; i <= Each; i++) await linus.Say($"she nods off {i}");
        while (house.Server.Get<Connections>().Of(account.Id).Length > 0) await Task.Delay(100, TestContext.Current.CancellationToken);
        await Expect(linus.Row(People.Ada)).ToHaveCountAsync(0);
        for (var i = 1; i <= Each; i++) await linus.Say($"she is away {i}");
        await Expect(linus.Messages($"she is away {Each}")).ToHaveAttributeAsync("data-state", "sent");
        await sleep;
        browser.GoOn();

        await ada.Sees($"she is away {Each}");
        await ada.IsInside();
        await ada.Say("good morning");
        await linus.Sees("good morning");
        await linus.SeesThatIs(People.Ada, online: true);
        var (before, after) = (await linus.Read(), await ada.Read());
        row.Print(1, before.Length, before.Except(after).Count(), after.Length - after.Distinct().Count(), ada.Connections - 1,
            "every process of the browser stopped (SIGSTOP)");
        Assert.Equal((2 * Each) + 2, before.Length);
        Assert.Equal(before, after);
        Assert.Empty(ada.Complaints);
    }

    [Fact]
    public async Task A_window_that_was_frozen_until_the_server_let_it_go_soon_shows_everything_once_when_it_is_looked_at_again()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var linus = await house.Enter(People.Linus);
        var life = await ada.Context.NewCDPSessionAsync(ada.Page);
        await ada.Say("one moment");

        await life.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "frozen" });
        var hers = house.Server.Get<Connections>().All.Where(connection => connection.Caller.Name == People.Ada);
        await Task.WhenAll(hers.Select(connection => connection.Close(GoodbyeCode.TooSlow)));
        for (var i = 1; i <= Each; i++) await linus.Say($"frozen {i}");
        await Expect(linus.Messages($"frozen {Each}")).ToHaveAttributeAsync("data-state", "sent");
        await life.SendAsync("Page.setWebLifecycleState", new() { ["state"] = "active" });

        // Ten times what is promised.
        await Expect(ada.Messages($"frozen {Each}")).ToHaveCountAsync(1, new() { Timeout = 20_000 });
        Assert.Equal(await linus.Read(), await ada.Read());
        Assert.Equal(2, ada.Connections);
    }
}
