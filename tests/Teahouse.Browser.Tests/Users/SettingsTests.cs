using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Users;

public sealed class SettingsTests(Chromium browsers)
{
    [Fact]
    public async Task The_button_opens_the_search_over_people_and_a_click_opens_who_was_found()
    {
        await using var house = await House.Open(browsers, "en");
        foreach (var name in new[] { People.Linus, People.Grace }) await house.Register(name);
        var ada = await house.Enter(People.Ada);

        await ada.Find("find").ClickAsync();
        await Expect(ada.Find("jump-dialog")).ToBeVisibleAsync();
        await ada.Find("jump-input").FillAsync("gra");
        await Expect(ada.Find("jump-entry")).ToHaveCountAsync(1);
        await Entry(People.Grace).ClickAsync();
        await Expect(ada.Find("room-title")).ToHaveTextAsync(People.Grace);
        await Expect(ada.Find("jump-dialog")).ToHaveCountAsync(0);

        // Not the one that Enter would take.
        await ada.Find("find").ClickAsync();
        await Expect(ada.Find("jump-entry").First).ToHaveAttributeAsync("aria-selected", "true");
        await Expect(Entry(People.Linus)).ToHaveAttributeAsync("aria-selected", "false");
        await Entry(People.Linus).ClickAsync();
        await Expect(ada.Find("room-title")).ToHaveTextAsync(People.Linus);

        await ada.Find("find").ClickAsync();
        await Entry(ada.Text("room.public")).ClickAsync();
        await Expect(ada.Find("room-title")).ToHaveTextAsync(ada.Text("room.public"));

        ILocator Entry(string name) => ada.Page.Locator($"[data-test='jump-entry'][data-name='{name}']");
    }
}
