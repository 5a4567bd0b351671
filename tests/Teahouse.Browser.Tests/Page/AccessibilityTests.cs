using Deque.AxeCore.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class AccessibilityTests(Chromium browsers)
{
    [Fact]
    public async Task No_screen_violates_wcag_2_2_aa()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var linus = await house.Arrive(People.Linus);
        await Holds(linus, "login");
        await house.Register(People.Linus);
        await linus.Login();
        var ada = await house.Enter(People.Ada);
        await ada.Say("http://example.org");
        await ada.Say("大家好");
        await linus.Sees("大家好");
        await Holds(linus, "public room");
        await ada.Open(People.Linus);
        await ada.Say("私聊");
        await Holds(ada, "private conversation");
        await linus.HasUnread(People.Ada, 1);
        await Holds(linus, "unread");
        await ada.Offer(new Microsoft.Playwright.FilePayload { Name = "a.txt", MimeType = "text/plain", Buffer = new byte[10] });
        await Expect(linus.Find("offer-dialog")).ToBeVisibleAsync();
        await Holds(linus, "offer dialog");
        await Holds(ada, "file card");
        (string, string)[] doors = [("settings", "settings-dialog"), ("change-password", "password-dialog"), ("logout", "logout-dialog")];
        foreach (var (button, dialog) in doors)
        {
            await ada.Find(button).ClickAsync();
            await Expect(ada.Find(dialog)).ToBeVisibleAsync();
            await Holds(ada, dialog);
            await ada.Page.Keyboard.PressAsync("Escape");
            await Expect(ada.Find(dialog)).ToBeHiddenAsync();
        }
        await house.Server.Stop();
        await Expect(ada.Find("banner")).ToBeVisibleAsync();
        await Holds(ada, "offline banner");
    }

    private static async Task Holds(Guest guest, string screen)
    {
        var result = await guest.Page.RunAxe();
        Assert.True(result.Violations.Length == 0, $"{screen}: " + string.Join("; ",
            result.Violations.Select(v => $"{v.Id} at {string.Join(", ", v.Nodes.Select(n => n.Html))}")));
    }
}
