using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class DraftTests(Chromium browsers)
{
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
        var ime = await ada.Context.NewCDPSessionAsync(ada.Page);

        await ime.SendAsync("Input.imeSetComposition", new() { ["text"] = "ni hao", ["selectionStart"] = 6, ["selectionEnd"] = 6 });
        await ime.SendAsync("Input.dispatchKeyEvent", new()
        {
            ["type"] = "rawKeyDown",
            ["key"] = "Process",
            ["code"] = "Enter",
            ["windowsVirtualKeyCode"] = 229,
        });
        await Expect(ada.Find("message")).ToHaveCountAsync(0);
        await ime.SendAsync("Input.insertText", new() { ["text"] = "你好" });
        await Expect(input).ToHaveValueAsync("你好");
        await input.PressAsync("Shift+Enter");
        await Expect(ada.Find("message")).ToHaveCountAsync(0);
        await input.PressAsync("Backspace");
        await input.PressAsync("Enter");

        await ada.Sees("你好");
    }
}
