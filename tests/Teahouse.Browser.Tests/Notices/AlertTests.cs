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

    /// <summary>Keeps the system's notifications that the page shows, and lets the test say that another program is in front.</summary>
    private const string KeepNotices = """
        window.notices = [];
        window.Notification = class extends Notification {
          constructor(title, options) { super(title, options); window.notices.push(this); }
        };
        document.hasFocus = () => !window.away;
        """;

    /// <summary>How much of the window's icon is the red of the badge, from 0 to 1.</summary>
    private const string RedPartOfIcon = """
        async () => {
          const picture = new Image(64, 64);
          picture.src = document.getElementById("icon").href;
          await picture.decode();
          const pen = Object.assign(document.createElement("canvas"), { width: 64, height: 64 }).getContext("2d");
          pen.drawImage(picture, 0, 0, 64, 64);
          const points = pen.getImageData(0, 0, 64, 64).data;
          let red = 0;
          for (let i = 0; i < points.length; i += 4) red += points[i] === 0xc0 && points[i + 1] === 0x34 && points[i + 2] === 0x1d;
          return red / 4096;
        }
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

    [Fact]
    public async Task On_the_servers_own_machine_the_system_tells_of_a_private_message_while_another_program_is_in_front()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada, options => options.Permissions = ["notifications"], house.Server.Url);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var pair = await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));
        await ada.Context.AddInitScriptAsync(KeepNotices);
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await ada.Find("settings").ClickAsync();
        await Expect(ada.Find("alerts-note")).ToHaveCountAsync(0);
        await Expect(ada.Find("alerts-system")).Not.ToBeCheckedAsync();
        await ada.Find("alerts-system").CheckAsync();
        await ada.Find("settings-close").ClickAsync();

        await linus.Say("while the page is looked at", pair.Id);
        await ada.HasUnread(People.Linus, 1);
        await ada.Open(People.Linus);
        await ada.Sees("while the page is looked at");
        await ada.Open(null);
        await ada.Page.EvaluateAsync("() => { window.away = true; }");
        await linus.Say("the public room is told of when that is chosen");
        await linus.Say("tea at three", pair.Id);
        await ada.Page.WaitForFunctionAsync("() => window.notices.length > 0");
        await ada.HasUnread(People.Linus, 1);

        var told = await ada.Page.EvaluateAsync<string[]>("() => notices.map(n => `${n.title}: ${n.body}`)");
        Assert.Equal([$"{People.Linus}: tea at three"], told);

        await ada.Page.EvaluateAsync("() => { window.away = false; notices[0].dispatchEvent(new Event('click')); }");
        await Expect(ada.Find("room-title")).ToHaveTextAsync(People.Linus);
        await ada.Sees("tea at three");
    }

    [Fact]
    public async Task A_browser_that_was_told_to_show_no_notifications_is_named_as_the_reason()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada, url: house.Server.Url);

        await ada.Find("settings").ClickAsync();
        await Expect(ada.Find("alerts-note")).ToHaveCountAsync(0);

        await ada.Find("alerts-system").ClickAsync();

        await Expect(ada.Find("alerts-note")).ToHaveTextAsync(ada.Text("alerts.denied"));
        await Expect(ada.Find("alerts-system")).Not.ToBeCheckedAsync();
        await Expect(ada.Find("alerts-system")).ToBeDisabledAsync();
    }

    [Fact]
    public async Task The_icon_of_the_window_carries_the_number_of_unread_messages_until_they_are_read()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var pair = await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));
        var icon = ada.Page.Locator("#icon");
        var plain = await icon.GetAttributeAsync("href");
        Assert.Equal(0, await RedPart());

        await linus.Say("one", pair.Id);
        await Expect(icon).ToHaveAttributeAsync("type", "image/png");
        var one = await icon.GetAttributeAsync("href");
        Assert.InRange(await RedPart(), 0.1, 0.5);

        await linus.Say("two", pair.Id);
        await Expect(icon).Not.ToHaveAttributeAsync("href", one!);
        Assert.InRange(await RedPart(), 0.1, 0.5);

        await ada.Open(People.Linus);
        await Expect(icon).ToHaveAttributeAsync("href", plain!);

        Task<double> RedPart() => ada.Page.EvaluateAsync<double>(RedPartOfIcon);
    }
}
