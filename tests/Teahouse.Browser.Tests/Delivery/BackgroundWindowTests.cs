using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
using Teahouse.Server.Live;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Delivery;

/// <summary>
/// A window behind another one, whose timers the browser slows down: to a tick a second at once and to a tick a minute after five
/// minutes. Of the second .NET frees its pages in which a WebSocket tells something, so that a plain page beside it shows it.
/// </summary>
public sealed class BackgroundWindowTests(Chromium browsers)
{
    /// <summary>Shortens the five minutes after which Chromium slows a hidden page's timers down to a tick a minute.</summary>
    private const string SoonSlow = "--enable-features=IntensiveWakeUpThrottling:grace_period_seconds/5";

    private const string CountTicks = "() => { window.ticks = 0; setInterval(() => window.ticks++, 100); }";

    private static readonly int Silences = FaultRow.Full ? 5 : 2;

    /// <summary>Nobody speaks for so long at a time: a title that changes lets a page's timers tick faster for a moment.</summary>
    private static readonly TimeSpan Silence = FaultRow.Full ? TimeSpan.FromMinutes(2) : TimeSpan.FromSeconds(10);

    [Fact, Trait("fault", "background-window")]
    public async Task A_background_window_whose_timers_are_slowed_down_stays_online_and_counts_what_is_unread()
    {
        var row = new FaultRow("background-window");
        using var profile = new TempFolder();
        await using var house = await House.Open(browsers, "zh-CN", options =>
            FaultRow.Full ? options : options with { PingInterval = TimeSpan.FromSeconds(1), PongPatience = TimeSpan.FromSeconds(8) });
        var account = await house.Register(People.Ada);
        using var screen = await XScreen.StartAsync();
        await using var browser = await BrowserProcess.Start(browsers, profile.Path, "en", screen, FaultRow.Full ? [] : [SoonSlow]);
        var ada = await Guest.At(browser.Context, house.Url, People.Ada, "en");
        await ada.Login();
        await using var linus = await (await house.Register(People.Linus)).Open();
        await ada.Page.EvaluateAsync(CountTicks);
        var plain = await browser.Context.NewPageAsync();
        await plain.GotoAsync(new Uri(house.Url, "api/health").ToString());
        await plain.EvaluateAsync(CountTicks);
        var connection = Assert.Single(house.Server.Get<Connections>().Of(account.Id)).Id;

        var front = await browser.Context.NewPageAsync();
        await front.BringToFrontAsync();
        var clock = Stopwatch.StartNew();
        var (latest, most, plainMost) = (TimeSpan.Zero, 0, 0);
        for (var i = 1; i <= Silences; i++)
        {
            var (ticks, plainTicks) = (await Ticks(ada.Page), await Ticks(plain));
            await Task.Delay(Silence, TestContext.Current.CancellationToken);
            (most, plainMost) = (Math.Max(most, await Ticks(ada.Page) - ticks), await Ticks(plain) - plainTicks);
            Assert.Equal("hidden", await ada.Page.EvaluateAsync<string>("document.visibilityState"));
            var said = clock.Elapsed;
            await linus.Say($"are you there? {i}");
            await Expect(ada.Page).ToHaveTitleAsync(new Regex($@"^\({i}\)"), new() { Timeout = 30_000 });
            latest = TimeSpan.FromTicks(Math.Max(latest.Ticks, (clock.Elapsed - said).Ticks));
            Assert.Equal([connection], house.Server.Get<Connections>().Of(account.Id).Select(c => c.Id));
        }
        var hidden = clock.Elapsed;
        Assert.DoesNotContain(linus.Heard<PresenceUpdate>(), update => update.People.Any(p => p.Id == account.Id && !p.Online));

        await ada.Page.BringToFrontAsync();
        await ada.Sees($"are you there? {Silences}");
        var read = await ada.Read();
        var note = string.Create(CultureInfo.InvariantCulture, $"""
            hidden for {hidden.TotalSeconds:0} s; in {Silence.TotalSeconds:0} s a timer of 0.1 s ticked {most} times at most,
            in a plain page beside it {plainMost} times; unread shown after {latest.TotalSeconds:0.0} s at most
            """).ReplaceLineEndings(" ");
        row.Print(1, Silences, Silences - read.Distinct().Count(), read.Length - read.Distinct().Count(), ada.Connections - 1, note);
        Assert.InRange(most, 0, 2 * Silence.TotalSeconds);
        Assert.InRange(plainMost, 0, 1 + (Silence.TotalSeconds / 60));
        Assert.Equal(Enumerable.Range(1, Silences).Select(i => $"are you there? {i}"), read);
        Assert.Equal(1, ada.Connections);
        Assert.Empty(ada.Complaints);
    }

    private static Task<int> Ticks(IPage page) => page.EvaluateAsync<int>("window.ticks");
}
