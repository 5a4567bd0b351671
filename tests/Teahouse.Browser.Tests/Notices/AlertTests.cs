using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Notices;

public sealed class AlertTests(Chromium browsers)
{
    /// <summary>Counts the tones that the page plays; two make one sound.</summary>
    private const string CountTones = """
        window.tones = 0;
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...when) { window.tones++; return start.apply(this, when); };
        """;

    [Fact]
    public async Task A_message_that_nobody_looks_at_rings_once_unless_that_is_not_wanted()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var pair = await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));
        await ada.Context.AddInitScriptAsync(CountTones);
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await ada.Page.Mouse.ClickAsync(5, 5);
        var second = await ada.OpenSecondWindow();
        await second.IsInside();
        await second.Open(null);
        await second.Page.Mouse.ClickAsync(5, 5);
        await ada.Open(null);

        await linus.Say("rings", pair.Id);
        await ada.HasUnread(People.Linus, 1);
        await Rang(1);

        await ada.Open(People.Linus);
        await linus.Say("is looked at", pair.Id);
        await ada.Sees("is looked at");
        await ada.Find("bell").ClickAsync();
        await Expect(ada.Find("bell")).ToHaveAttributeAsync("aria-pressed", "false");
        await ada.Open(null);
        await linus.Say("is muted", pair.Id);
        await linus.Say("the public room is not heard before that is chosen");
        await ada.HasUnread(People.Linus, 1);
        await Expect(ada.Find("bell")).ToHaveAttributeAsync("aria-pressed", "false");

        await ada.Open(People.Linus);
        await ada.Find("bell").ClickAsync();
        await ada.Find("settings").ClickAsync();
        await Expect(ada.Find("alerts-note")).ToHaveTextAsync(ada.Text("alerts.absent"));
        await ada.Find("alerts-quiet").CheckAsync();
        await ada.Find("settings-close").ClickAsync();
        await ada.Open(null);
        await linus.Say("is not to disturb", pair.Id);
        await ada.HasUnread(People.Linus, 1);

        await ada.Find("quiet").ClickAsync();
        await Expect(ada.Find("quiet")).ToHaveCountAsync(0);
        await linus.Say("rings again", pair.Id);
        await Rang(2);

        async Task Rang(int times)
        {
            while (await Tones(ada) + await Tones(second) < 2 * times) await Task.Delay(50, TestContext.Current.CancellationToken);
            Assert.Equal(2 * times, await Tones(ada) + await Tones(second));
        }

        static Task<int> Tones(Guest guest) => guest.Page.EvaluateAsync<int>("window.tones");
    }
}
