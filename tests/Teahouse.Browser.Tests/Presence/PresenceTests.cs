using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Presence;

public sealed class PresenceTests(Chromium browsers)
{
    [Fact]
    public async Task Somebody_offline_with_whom_one_never_talked_is_found_by_the_first_letters_of_the_pinyin()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        foreach (var name in new[] { "张三", "赵三", "曾国藩", "李雷", "Zoe" }) await house.Register(name);
        var ada = await house.Enter(People.Ada);
        await ada.Page.Keyboard.PressAsync("Control+k");
        var found = ada.Find("jump-entry");
        await Expect(ada.Page.Locator("[data-test='jump-entry'][data-name='张三']")).ToBeVisibleAsync();

        foreach (var (typed, names) in new (string, string[])[]
        {
            ("zs", ["张三", "赵三"]), ("lL", ["李雷"]), ("zgf", ["曾国藩"]), ("雷", ["李雷"]), ("zo", ["Zoe"]), ("gf", ["曾国藩"]), ("xq", []),
        })
        {
            await ada.Find("jump-input").FillAsync(typed);
            await Expect(found).ToHaveCountAsync(names.Length);
            Assert.Equal(names.Order(), (await found.EvaluateAllAsync<string[]>("all => all.map(entry => entry.dataset.name)")).Order());
        }
        await ada.Find("jump-input").FillAsync("ll");
        await ada.Page.Keyboard.PressAsync("Enter");

        await Expect(ada.Find("room-title")).ToHaveTextAsync("李雷");
        await Expect(ada.Find("peer-offline")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Who_goes_while_one_looks_for_people_is_shown_as_gone()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var linus = await house.Enter(People.Linus);
        await ada.Page.Keyboard.PressAsync("Control+k");
        var entry = ada.Page.Locator($"[data-test='jump-entry'][data-name='{People.Linus}']");
        await Expect(entry).ToContainTextAsync(ada.Text("people.isOnline"));

        await linus.Page.CloseAsync();

        await Expect(entry).Not.ToContainTextAsync(ada.Text("people.isOnline"));
    }

    [Fact]
    public async Task Who_is_writing_and_who_is_away_can_be_seen()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);
        var linus = await house.Enter(People.Linus);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);

        await linus.Find("message-input").PressSequentiallyAsync("hm");
        await Expect(ada.Find("room-subtitle")).ToHaveTextAsync(ada.Text("people.typing", ("name", People.Linus)));
        await Expect(linus.Find("room-subtitle")).ToHaveTextAsync(linus.Text("people.isOnline"));
        await linus.Find("send").ClickAsync();
        await ada.Sees("hm");
        await Expect(ada.Find("room-subtitle")).ToHaveTextAsync(ada.Text("people.isOnline"));

        // Five minutes in which he touches nothing.
        await linus.Page.Clock.InstallAsync();
        await linus.Page.ReloadAsync();
        await linus.IsInside();
        await linus.Page.Clock.FastForwardAsync("05:20");
        await Expect(ada.Row(People.Linus)).ToHaveAttributeAsync("data-away", "true");
        await Expect(ada.Find("room-subtitle")).ToHaveTextAsync(ada.Text("people.isAway"));
        await linus.Page.Mouse.MoveAsync(300, 300);
        await Expect(ada.Find("room-subtitle")).ToHaveTextAsync(ada.Text("people.isOnline"));
    }
}
