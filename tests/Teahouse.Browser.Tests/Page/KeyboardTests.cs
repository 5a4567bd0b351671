using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Two people who have no mouse.</summary>
public sealed class KeyboardTests(Chromium browsers) : RowTests(browsers)
{
    /// <summary>What the focus is on: its name for tests, or its tag.</summary>
    private const string Focused = "document.activeElement.dataset.test ?? document.activeElement.tagName";

    private const string FocusIsSeen = "getComputedStyle(document.activeElement).outlineStyle !== 'none'";

    [Fact]
    public async Task A_person_is_found_written_to_and_sent_a_file_and_the_other_declines_and_accepts_without_a_mouse()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await linus.Page.Keyboard.PressAsync("Control+k");
        await linus.Page.Keyboard.TypeAsync("ada");
        await linus.Page.Keyboard.PressAsync("Enter");
        await Expect(linus.Find("room-title")).ToHaveTextAsync(People.Ada);
        await ada.Page.Keyboard.PressAsync("Control+k");
        await ada.Page.Keyboard.TypeAsync("lin");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Find("room-title")).ToHaveTextAsync(People.Linus);

        await Expect(ada.Find("message-input")).ToBeFocusedAsync();
        await ada.Page.Keyboard.TypeAsync("午饭?");
        await ada.Page.Keyboard.PressAsync("Enter");
        await linus.Sees("午饭?");
        await ada.Page.Keyboard.PressAsync("ArrowUp");
        await Expect(ada.Find("message")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Find("message-input")).ToBeFocusedAsync();

        await Offer(ada, "一.txt");
        await Expect(linus.Find("offer-dialog")).ToBeVisibleAsync();
        await TabTo(linus, "offer-decline");
        await linus.Page.Keyboard.PressAsync("Enter");
        await ada.SeesFile("一.txt", "declined");
        await TabTo(ada, "notice-ok");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Find("notice")).ToHaveCountAsync(0);

        await Offer(ada, "二.txt");
        await Expect(linus.Find("offer-accept")).ToBeFocusedAsync();
        await linus.Page.Keyboard.PressAsync("Enter");
        await ada.SeesFile("二.txt", "done");
        await linus.SeesFile("二.txt", "done");
    }

    [Fact]
    public async Task Every_control_of_the_page_can_be_reached_with_tab_and_its_focus_is_seen()
    {
        await using var house = await Open("en");
        await house.Register(People.Linus);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var ada = await house.Enter(People.Ada);
        await ada.Open(People.Linus);
        await ada.Find("message-input").FillAsync("ready");
        await Expect(ada.Find("send")).ToBeEnabledAsync();

        var reached = new List<string>();
        for (var i = 0; i < 40 && (reached.Count < 2 || reached[0] != reached[^1]); i++)
        {
            await ada.Page.Keyboard.PressAsync("Tab");
            reached.Add(await ada.Page.EvaluateAsync<string>(Focused));
            if (reached[^1] == "BODY") continue;
            Assert.True(await ada.Page.EvaluateAsync<bool>(FocusIsSeen), reached[^1]);
        }

        string[] controls =
        [
            "message-input", "send-file", "send-folder", "send", "bell", "find", "shortcuts", "public-room", "person", "settings",
            "change-password", "logout", "scroller",
        ];
        Assert.Empty(controls.Except(reached));
        await ada.Page.Keyboard.PressAsync("Control+/");
        await Expect(ada.Find("shortcuts-dialog")).ToBeVisibleAsync();
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Find("shortcuts-dialog")).ToBeHiddenAsync();
    }

    private static async Task Offer(Guest ada, string name)
    {
        await TabTo(ada, "send-file");
        var chooser = await ada.Page.RunAndWaitForFileChooserAsync(async () =>
        {
            // Keys overtake the browser's order to hand over its file chooser, unless an answer was waited for in between.
            await ada.Page.EvaluateAsync("0");
            await ada.Page.Keyboard.PressAsync("Enter");
        });
        await chooser.SetFilesAsync(new Microsoft.Playwright.FilePayload { Name = name, MimeType = "text/plain", Buffer = new byte[100] });
        await ada.SeesFile(name, "offered");
    }

    private static async Task TabTo(Guest guest, string test)
    {
        for (var i = 0; await guest.Page.EvaluateAsync<string>(Focused) != test; i++)
        {
            Assert.True(i < 40, $"{test} is not reached with Tab");
            await guest.Page.Keyboard.PressAsync("Tab");
        }
    }
}
