using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Users;

/// <summary>What somebody chooses for this browser holds at once and outlives a reload.</summary>
public sealed class PreferenceTests(Chromium browsers)
{
    /// <summary>The paper behind the page, as base.css names it.</summary>
    private const string Light = "rgb(246, 239, 226)";
    private const string Dark = "rgb(28, 23, 20)";

    [Fact]
    public async Task Whoever_wants_Enter_to_make_a_new_line_sends_with_Ctrl_and_Enter()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var box = ada.Find("message-input");
        await ada.Find("settings").ClickAsync();
        await Expect(ada.Find("enter-sends")).ToBeCheckedAsync();
        await ada.Find("enter-newline").CheckAsync();
        await ada.Find("settings-close").ClickAsync();

        await SendsWithCtrl("first");
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await SendsWithCtrl("after the reload");

        await ada.Find("settings").ClickAsync();
        await Expect(ada.Find("enter-newline")).ToBeCheckedAsync();
        await ada.Find("enter-sends").CheckAsync();
        await ada.Find("settings-close").ClickAsync();
        await box.PressSequentiallyAsync("as before");
        await box.PressAsync("Enter");
        await ada.Sees("as before");

        async Task SendsWithCtrl(string text)
        {
            await box.PressSequentiallyAsync(text);
            await box.PressAsync("Enter");
            await box.PressSequentiallyAsync("two lines");
            await Expect(box).ToHaveValueAsync($"{text}\ntwo lines");
            await box.PressAsync("Control+Enter");
            await Expect(box).ToHaveValueAsync("");
            await ada.Sees($"{text}\ntwo lines");
        }
    }

    [Fact]
    public async Task The_login_offers_the_theme_that_is_not_shown()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Arrive(People.Ada, options => options.ColorScheme = ColorScheme.Light);
        await Expect(ada.Find("login-theme")).ToHaveTextAsync(ada.Text("theme.dark"));

        await ada.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });

        await Expect(ada.Find("login-theme")).ToHaveTextAsync(ada.Text("theme.light"));
        await ada.Find("login-theme").ClickAsync();
        await Expect(ada.Page.Locator("body")).ToHaveCSSAsync("background-color", Light);
        await Expect(ada.Find("login-theme")).ToHaveTextAsync(ada.Text("theme.dark"));
    }

    [Fact]
    public async Task A_chosen_theme_holds_against_the_systems_at_once_and_after_a_reload()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada, options => options.ColorScheme = ColorScheme.Light);
        await IsPainted(Light);

        await Choose("dark");
        await IsPainted(Dark);
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await IsPainted(Dark);

        await Choose("system");
        await IsPainted(Light);
        await ada.Page.EmulateMediaAsync(new() { ColorScheme = ColorScheme.Dark });
        await IsPainted(Dark);
        await Choose("light");
        await IsPainted(Light);

        async Task Choose(string theme)
        {
            await ada.Find("settings").ClickAsync();
            await ada.Find($"theme-{theme}").CheckAsync();
            await Expect(ada.Find($"theme-{theme}")).ToBeCheckedAsync();
            await ada.Find("settings-close").ClickAsync();
            await Expect(ada.Find("settings-dialog")).ToHaveCountAsync(0);
        }

        Task IsPainted(string colour) => Expect(ada.Page.Locator("body")).ToHaveCSSAsync("background-color", colour);
    }
}
