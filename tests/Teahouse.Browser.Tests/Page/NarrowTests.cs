using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>A telephone's width: the conversation and the list take turns.</summary>
public sealed class NarrowTests(Chromium browsers)
{
    private const int Width = 390;

    /// <summary>What could be pushed to the side: the page itself, and each box that scrolls.</summary>
    private const string Sideways = """
        width => [...document.querySelectorAll("*")].filter(e => e === document.documentElement
            ? e.scrollWidth > width
            : e.checkVisibility() && e.scrollWidth > e.clientWidth && /auto|scroll/.test(getComputedStyle(e).overflowX))
          .map(e => e.dataset.test ?? e.tagName)
        """;

    private static readonly string Long = "http://wiki.teahouse.test/" + new string('m', 160);

    [Fact]
    public async Task Conversation_and_list_take_turns_and_nothing_is_wider_than_the_screen()
    {
        await using var house = await House.Open(browsers, "en");
        await using var linus = await (await house.Register(People.Linus)).Open();
        await linus.Say(Long);
        var ada = await house.Enter(People.Ada, Narrow);

        await ada.Sees(Long);
        await Shows(ada, "talk");
        await ada.Find("back").ClickAsync();
        await Shows(ada, "people");
        await ada.Open(People.Linus);
        await Shows(ada, "talk");
        await ada.Page.GoBackAsync();
        await Shows(ada, "people");
        await ada.Open(People.Linus);
        await Shows(ada, "talk");
        await ada.Find("back").ClickAsync();
        await Shows(ada, "people");

        foreach (var (button, dialog) in new[]
        {
            ("find", "jump-dialog"), ("settings", "settings-dialog"), ("change-password", "password-dialog"), ("logout", "logout-dialog"),
        })
        {
            await ada.Find(button).ClickAsync();
            await Expect(ada.Find(dialog)).ToBeVisibleAsync();
            await Fits(ada);
            await ada.Page.Keyboard.PressAsync("Escape");
            await Expect(ada.Find(dialog)).ToHaveCountAsync(0);
        }
    }

    [Fact]
    public async Task What_is_written_elsewhere_is_counted_at_the_way_back()
    {
        await using var house = await House.Open(browsers, "en");
        var adasId = (await house.Register(People.Ada)).Id;
        await using var linus = await (await house.Register(People.Linus)).Open();
        var between = (await linus.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(adasId))).Id;
        var ada = await house.Enter(People.Ada, Narrow);
        await linus.Say("to everybody");
        await ada.Sees("to everybody");
        await Expect(ada.Find("back")).ToHaveTextAsync("");

        await linus.Say("to Ada", between);

        await Expect(ada.Find("back")).ToHaveTextAsync("1");
        await Expect(ada.Find("back").GetByText("1")).ToBeVisibleAsync();
        await Expect(ada.Find("back")).ToHaveAccessibleNameAsync(
            $"{ada.Text("room.back")} · {ada.Text("people.unread", ("n", "1"))}");
        await Shows(ada, "talk");
        await ada.Find("back").ClickAsync();
        await ada.HasUnread(People.Linus, 1);
        await ada.Open(People.Linus);
        await ada.Sees("to Ada");
        await Expect(ada.Find("back")).ToHaveTextAsync("");
        await Expect(ada.Find("back")).ToHaveAccessibleNameAsync(ada.Text("room.back"));
    }

    private static void Narrow(BrowserNewContextOptions options) => options.ViewportSize = new() { Width = Width, Height = 844 };

    private static async Task Shows(Guest guest, string shown)
    {
        foreach (var part in (string[])["talk", "people"])
            await Expect(guest.Find(part)).ToBeVisibleAsync(new() { Visible = part == shown });
        await Fits(guest);
    }

    private static async Task Fits(Guest guest) => Assert.Empty(await guest.Page.EvaluateAsync<string[]>(Sideways, Width));
}
