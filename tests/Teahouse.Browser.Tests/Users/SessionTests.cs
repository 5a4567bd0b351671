using System.Text.RegularExpressions;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Users;

public sealed class SessionTests(Chromium browsers)
{
    [Fact]
    public async Task A_reload_keeps_one_logged_in()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);

        await ada.Page.ReloadAsync();

        await ada.IsInside();
        await Expect(ada.Find("me")).ToHaveTextAsync(People.Ada);
    }

    [Fact]
    public async Task The_session_cookie_is_kept_for_30_days_and_hidden_from_scripts()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);

        var cookie = Assert.Single(await ada.Context.CookiesAsync());

        Assert.True(cookie.HttpOnly);
        Assert.Equal(Microsoft.Playwright.SameSiteAttribute.Strict, cookie.SameSite);
        Assert.InRange(DateTimeOffset.FromUnixTimeSeconds((long)cookie.Expires) - TimeProvider.System.GetUtcNow(),
            TimeSpan.FromDays(29), TimeSpan.FromDays(31));
    }

    [Theory]
    [InlineData("zh-CN")]
    [InlineData("en")]
    public async Task Log_out_leads_back_to_the_login_and_ends_the_session(string language)
    {
        await using var house = await House.Open(browsers, language);
        var ada = await house.Enter(People.Ada);

        await ada.Find("logout").ClickAsync();
        await ada.Find("logout-confirm").ClickAsync();

        await Expect(ada.Find("login-form")).ToBeVisibleAsync();
        await ada.Page.ReloadAsync();
        await Expect(ada.Find("login-form")).ToBeVisibleAsync();
        await ada.Login();
    }

    [Fact]
    public async Task A_changed_password_holds_from_then_on_and_ends_the_other_sessions()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var elsewhere = await house.Arrive(People.Ada);
        await elsewhere.Login();

        await ada.Find("change-password").ClickAsync();
        await ada.Find("password-current").FillAsync(People.Password);
        await ada.Find("password-next").FillAsync("a fresh pot of tea");
        await ada.Find("password-repeat").FillAsync("a fresh pot of tea");
        await ada.Find("password-change").ClickAsync();

        await Expect(elsewhere.Find("login-form")).ToBeVisibleAsync();
        await Expect(elsewhere.Find("login-notice")).ToHaveTextAsync(elsewhere.Text("error.9002"));
        await elsewhere.FillIn(People.Ada, People.Password);
        await elsewhere.Find("login-button").ClickAsync();
        await Expect(elsewhere.Find("login-message")).ToHaveTextAsync(elsewhere.Text("error.2008"));
        await elsewhere.Login("a fresh pot of tea");
        await ada.IsInside();
    }

    [Fact]
    public async Task The_field_for_which_a_password_is_refused_is_marked()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        await ada.Find("change-password").ClickAsync();

        foreach (var (current, next, again, wrong) in new[]
        {
            (People.Password, "a fresh pot of tea", "a cold pot of tea", "password-repeat"),
            ("not my password", "a fresh pot of tea", "a fresh pot of tea", "password-current"),
            (People.Password, "tea", "tea", "password-next"),
        })
        {
            await ada.Find("password-current").FillAsync(current);
            await ada.Find("password-next").FillAsync(next);
            await ada.Find("password-repeat").FillAsync(again);
            await ada.Find("password-change").ClickAsync();

            await Expect(ada.Find(wrong)).ToHaveAttributeAsync("aria-invalid", "true");
            await Expect(ada.Find("password-dialog").Locator("[aria-invalid=true]")).ToHaveCountAsync(1);
        }
    }

    [Fact]
    public async Task What_is_typed_as_a_new_password_can_be_looked_at()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        await ada.Find("change-password").ClickAsync();
        await ada.Find("password-next").FillAsync("a fresh pot of tea");
        await Expect(ada.Find("password-next")).ToHaveAttributeAsync("type", "password");

        await ada.Find("password-visible").CheckAsync();

        await Expect(ada.Find("password-next")).ToHaveAttributeAsync("type", "text");
        await Expect(ada.Find("password-next")).ToHaveValueAsync("a fresh pot of tea");
    }

    [Fact]
    public async Task Where_one_is_logged_in_can_be_seen_and_ended_there_and_ones_colour_chosen()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);
        var elsewhere = await house.Arrive(People.Ada);
        await elsewhere.Login();
        var linus = await house.Enter(People.Linus);
        await ada.Say("茶好了");
        await linus.Sees("茶好了");

        await ada.Find("settings").ClickAsync();
        await ada.Find("tone-6").CheckAsync();
        await Expect(linus.Row(People.Ada).Locator(".avatar")).ToHaveClassAsync(new Regex("tone-6"));
        await Expect(linus.Find("message").Locator(".avatar")).ToHaveClassAsync(new Regex("tone-6"));
        await Expect(elsewhere.Page.Locator("footer .avatar")).ToHaveClassAsync(new Regex("tone-6"));
        await ada.Find("sessions").ClickAsync();
        await Expect(ada.Find("session")).ToHaveCountAsync(3);
        await Expect(ada.Find("session").Filter(new() { Has = ada.Page.GetByText(ada.Text("sessions.own"), new() { Exact = true }) }))
            .ToContainTextAsync("Chrome · Linux");
        await Expect(ada.Find("session").Filter(new() { HasText = ada.Text("sessions.unknown") })).ToHaveCountAsync(1);
        await ada.Find("session").Filter(new() { HasText = ada.Text("sessions.now") }).Locator("[data-test='session-end']").ClickAsync();

        await Expect(elsewhere.Find("login-notice")).ToHaveTextAsync(elsewhere.Text("error.9001"));
        await Expect(ada.Find("session")).ToHaveCountAsync(2);
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Find("sessions-dialog")).ToBeHiddenAsync();
        await Expect(ada.Find("settings-dialog")).ToBeVisibleAsync();
        await Expect(ada.Find("sessions")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Logging_in_as_somebody_else_in_a_second_window_is_said_in_the_first()
    {
        await using var house = await House.Open(browsers, "en");
        await house.Register(People.Grace);
        var ada = await house.Enter(People.Ada);
        var second = await ada.OpenSecondWindow();
        await second.IsInside();

        await second.Find("logout").ClickAsync();
        await second.Find("logout-confirm").ClickAsync();
        // The other window and the server both tell it; whichever comes first.
        await Expect(ada.Find("login-notice")).ToBeVisibleAsync();
        await second.FillIn(People.Grace, People.Password);
        await second.Find("login-button").ClickAsync();
        await second.IsInside();

        await Expect(ada.Find("login-notice")).ToContainTextAsync(People.Grace);
    }
}
