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
