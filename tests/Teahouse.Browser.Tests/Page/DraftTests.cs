using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class DraftTests(Chromium browsers)
{
    /// <summary>Whether each Enter came at all, and as what, so that none is passed over only because it got lost.</summary>
    private const string NoteEnters = """
        () => {
          window.enters = [];
          addEventListener("keydown", e => { if (e.key === "Enter") enters.push(e.isComposing ? "composing" : `${e.keyCode}`); }, true);
        }
        """;

    /// <summary>Safari tells of the Enter that ended a word when nothing is composed any more.</summary>
    private const string EnterAsSafari = """
        box => {
          const enter = new KeyboardEvent("keydown", { key: "Enter", code: "Enter", bubbles: true, cancelable: true });
          Object.defineProperty(enter, "keyCode", { value: 229 });
          box.dispatchEvent(enter);
        }
        """;

    /// <summary>Nothing but lines is seen: at the end of a long text no half of one peeps out above them.</summary>
    private const string ShowsWholeLines = """
        box => {
          const line = parseFloat(getComputedStyle(box).lineHeight);
          box.scrollTop = box.scrollHeight;
          const { paddingTop, paddingBottom } = getComputedStyle(box);
          return box.clientHeight === 8 * line && box.scrollTop === 12 * line && paddingTop === "0px" && paddingBottom === "0px";
        }
        """;

    [Fact]
    public async Task A_draft_outlives_a_reload_another_conversation_and_a_restart_of_the_server()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);
        var linus = await house.Enter(People.Linus);
        await ada.Find("message-input").PressSequentiallyAsync("未完成 draft");
        await ada.Open(People.Linus);
        await Expect(ada.Find("message-input")).ToHaveValueAsync("");
        await ada.Find("message-input").PressSequentiallyAsync("for Linus");

        await ada.Open(null);
        await Expect(ada.Find("message-input")).ToHaveValueAsync("未完成 draft");
        await house.Server.Restart();
        await ada.Page.ReloadAsync();
        await ada.IsInside();

        await ada.Open(People.Linus);
        await Expect(ada.Find("message-input")).ToHaveValueAsync("for Linus");
        await ada.Open(null);
        await Expect(ada.Find("message-input")).ToHaveValueAsync("未完成 draft");
        await linus.Sees("未完成 draft", times: 0);
    }

    [Fact]
    public async Task A_message_that_the_server_will_never_take_goes_back_into_the_box()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var box = ada.Find("message-input");
        await box.EvaluateAsync("box => { box.value = 'tea\\u0000pot'; box.dispatchEvent(new Event('input')); }");
        await ada.Find("send").ClickAsync();
        await Expect(ada.Find("message-failed")).ToBeVisibleAsync();
        await Expect(ada.Find("retry")).ToHaveCountAsync(0);
        await box.FillAsync("and a cup");

        await ada.Find("edit").ClickAsync();

        await Expect(ada.Find("message")).ToHaveCountAsync(0);
        await Expect(box).ToHaveValueAsync("tea\0pot\nand a cup");
        await Expect(box).ToBeFocusedAsync();
        await box.FillAsync("teapot");
        await box.PressAsync("Enter");
        await ada.Sees("teapot");
    }

    [Fact]
    public async Task Switching_the_language_changes_every_word_and_loses_no_draft()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);
        await Expect(ada.Find("send")).ToHaveTextAsync("发送");
        await ada.Find("message-input").PressSequentiallyAsync("半句");

        await ada.Find("settings").ClickAsync();
        await ada.Find("language-en").ClickAsync();
        await ada.Find("settings-close").ClickAsync();

        await Expect(ada.Find("send")).ToHaveTextAsync("Send");
        await Expect(ada.Find("room-title")).ToHaveTextAsync("Public room");
        await Expect(ada.Find("message-input")).ToHaveValueAsync("半句");
        await ada.Page.ReloadAsync();
        await Expect(ada.Find("send")).ToHaveTextAsync("Send");
    }

    [Fact]
    public async Task The_message_box_grows_to_eight_lines_and_the_last_message_stays_in_sight()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        await LongTalk.Fill(house, 30);
        var ada = await house.Enter(People.Ada);
        var last = ada.Page.Locator("[data-seq='30']");
        await Expect(last).ToBeInViewportAsync();
        var one = await Height();

        await ada.Find("message-input").FillAsync(string.Join('\n', Enumerable.Range(1, 8)));
        var eight = await Height();
        Assert.InRange(eight, 4 * one, 6 * one);
        Assert.False(await Scrolls());
        await Expect(last).ToBeInViewportAsync(new() { Ratio = 0.9f });

        await ada.Find("message-input").FillAsync(string.Join('\n', Enumerable.Range(1, 20)));
        Assert.Equal(eight, await Height());
        Assert.True(await Scrolls());
        Assert.True(await ada.Find("message-input").EvaluateAsync<bool>(ShowsWholeLines));
        await ada.Find("message-input").FillAsync("");
        Assert.Equal(one, await Height());

        Task<double> Height() => ada.Find("message-input").EvaluateAsync<double>("box => box.getBoundingClientRect().height");
        Task<bool> Scrolls() => ada.Find("message-input").EvaluateAsync<bool>("box => box.scrollHeight > box.clientHeight");
    }

    [Fact]
    public async Task Chinese_is_the_language_where_the_browser_speaks_neither()
    {
        await using var house = await House.Open(browsers, "fr-FR");

        var ada = await house.Arrive(People.Ada);

        await Expect(ada.Find("login-button")).ToHaveTextAsync("登录");
    }

    [Fact]
    public async Task Enter_that_commits_half_typed_chinese_sends_nothing()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);
        var input = ada.Find("message-input");
        await input.ClickAsync();

        await CommitWithEnter(ada, input, "ni hao", "你好");
        await Expect(ada.Find("message")).ToHaveCountAsync(0);
        await input.PressAsync("Shift+Enter");
        await Expect(input).ToHaveValueAsync("你好\n");
        await Expect(ada.Find("message")).ToHaveCountAsync(0);
        await input.PressAsync("Backspace");
        await input.PressSequentiallyAsync("吗");
        await input.PressAsync("Enter");

        await Expect(ada.Messages("你好吗")).ToHaveAttributeAsync("data-state", "sent");
        Assert.Equal(["你好吗"], await ada.Read());
    }

    [Fact]
    public async Task Enter_that_commits_half_typed_chinese_opens_nobody_while_somebody_is_looked_for()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        await house.Register(People.张三);
        var ada = await house.Enter(People.Ada);
        await ada.Page.Keyboard.PressAsync("Control+k");
        var input = ada.Find("jump-input");
        await Expect(input).ToBeFocusedAsync();

        await CommitWithEnter(ada, input, "zs", People.张三);
        await Expect(ada.Find("jump-dialog")).ToBeVisibleAsync();
        await Expect(ada.Page.Locator("[data-test='jump-entry'][aria-selected='true']")).ToHaveAttributeAsync("data-name", People.张三);
        await Expect(ada.Find("room-title")).ToHaveTextAsync(ada.Text("room.public"));
        await input.PressAsync("Enter");

        await Expect(ada.Find("room-title")).ToHaveTextAsync(People.张三);
        await Expect(ada.Find("jump-dialog")).ToBeHiddenAsync();
    }

    /// <summary>
    /// Half a word and the Enter that ends it, as most browsers tell it: while it is composed; and once more as Safari does.
    /// </summary>
    private static async Task CommitWithEnter(Guest guest, ILocator box, string half, string whole)
    {
        await guest.Page.EvaluateAsync(NoteEnters);
        var ime = await guest.Context.NewCDPSessionAsync(guest.Page);
        await ime.SendAsync("Input.imeSetComposition", new()
        {
            ["text"] = half,
            ["selectionStart"] = half.Length,
            ["selectionEnd"] = half.Length,
        });
        await Expect(box).ToHaveValueAsync(half);
        // Not 229, by which alone it would be known, too.
        await ime.SendAsync("Input.dispatchKeyEvent", new()
        {
            ["type"] = "rawKeyDown",
            ["key"] = "Enter",
            ["code"] = "Enter",
            ["windowsVirtualKeyCode"] = 13,
        });
        await ime.SendAsync("Input.insertText", new() { ["text"] = whole });
        await box.EvaluateAsync(EnterAsSafari);
        Assert.Equal(["composing", "229"], await guest.Page.EvaluateAsync<string[]>("enters"));
        await Expect(box).ToHaveValueAsync(whole);
    }
}
