using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class AccessibilityTests(Chromium browsers)
{
    private static readonly (string Button, string Dialog)[] Doors =
    [
        ("find", "jump-dialog"), ("shortcuts", "shortcuts-dialog"), ("settings", "settings-dialog"), ("change-password", "password-dialog"),
        ("logout", "logout-dialog"),
    ];

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
        await LookAtFiles(ada, linus);
        foreach (var (button, dialog) in Doors)
        {
            await ada.Find(button).ClickAsync();
            await Expect(ada.Find(dialog)).ToBeVisibleAsync();
            await Holds(ada, dialog);
            if (dialog == "jump-dialog") await FindNobody(ada);
            if (dialog == "settings-dialog") await LookAtSessions(ada);
            await ada.Page.Keyboard.PressAsync("Escape");
            await Expect(ada.Find(dialog)).ToBeHiddenAsync();
        }
        await house.Server.Stop();
        await Expect(ada.Find("banner")).ToBeVisibleAsync();
        await Holds(ada, "offline banner");
    }

    /// <summary>Several files before they are sent, one that was, the question on the other side, and its answer.</summary>
    private static async Task LookAtFiles(Guest ada, Guest linus)
    {
        FilePayload[] files = [Made("a.txt"), Made("b.txt")];
        await ada.Find("file-input").SetInputFilesAsync(files);
        await Expect(ada.Find("send-entry")).ToHaveCountAsync(2);
        await Holds(ada, "send dialog");
        await ada.Find("send-cancel").ClickAsync();
        await Expect(ada.Find("send-dialog")).ToBeHiddenAsync();

        await ada.Offer(files[0]);
        await Expect(linus.Find("offer-dialog")).ToBeVisibleAsync();
        await Holds(linus, "offer dialog");
        await Holds(ada, "file card");

        await linus.Find("offer-decline").ClickAsync();
        await Expect(ada.Find("notice")).ToBeVisibleAsync();
        await Holds(ada, "notice");
        await ada.Find("notice-ok").ClickAsync();
        await Expect(ada.Find("notice")).ToHaveCountAsync(0);
    }

    private static async Task FindNobody(Guest ada)
    {
        await ada.Find("jump-input").FillAsync("xyz");
        await Expect(ada.Find("jump-none")).ToBeVisibleAsync();
        await Holds(ada, "find with no result");
    }

    private static async Task LookAtSessions(Guest ada)
    {
        await ada.Find("sessions").ClickAsync();
        await Expect(ada.Find("session").First).ToBeVisibleAsync();
        await Holds(ada, "sessions dialog");
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Find("sessions-dialog")).ToBeHiddenAsync();
    }

    private static async Task Holds(Guest guest, string screen)
    {
        var violations = await Axe.Violations(guest.Page);
        Assert.True(violations.Length == 0, $"{screen}: {string.Join("; ", violations)}");
    }

    private static FilePayload Made(string name) => new() { Name = name, MimeType = "text/plain", Buffer = new byte[10] };
}
