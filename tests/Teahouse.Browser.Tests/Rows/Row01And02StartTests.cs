using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Rows;

public sealed class Row01And02StartTests(Chromium browsers) : RowTests(browsers)
{
    [Fact]
    public async Task Row_1_the_server_prints_addresses_that_others_can_open()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.Start(folder.Path, "--web", House.WebRoot);
        await using var context = await Browsers.First.NewContextAsync();
        var page = await context.NewPageAsync();

        // It is the one that the server printed.
        await page.GotoAsync(server.Url.ToString());

        await Expect(page.Locator("[data-test='login-form']")).ToBeVisibleAsync();
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_2_the_login_window_is_there_with_its_words(string language)
    {
        await using var house = await Open(language);

        var ada = await house.Arrive(People.Ada);

        foreach (var word in (string[])["login.account", "login.password", "login.login", "login.register"])
            await Expect(ada.Page.GetByText(ada.Text(word), new() { Exact = true }).First).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Row_2_what_is_typed_before_any_script_has_run_is_not_lost()
    {
        await using var house = await Open("zh-CN");
        await house.Register(People.Ada);
        await using var context = await Browsers.First.NewContextAsync(new BrowserNewContextOptions { Locale = "zh-CN" });
        var page = await context.NewPageAsync();
        var hold = new TaskCompletionSource();
        await page.RouteAsync("**/*.js", async route =>
        {
            await hold.Task;
            await route.ContinueAsync();
        });
        await page.GotoAsync(house.Url.ToString(), new() { WaitUntil = WaitUntilState.Commit });

        await page.Locator("[data-test='account']").PressSequentiallyAsync(People.Ada);
        await page.Locator("[data-test='password']").PressSequentiallyAsync(People.Password);
        hold.SetResult();
        await page.WaitForLoadStateAsync(LoadState.NetworkIdle);

        await Expect(page.Locator("[data-test='account']")).ToHaveValueAsync(People.Ada);
        await page.Locator("[data-test='login-button']").ClickAsync();
        await Expect(page.Locator("[data-test='main']")).ToHaveAttributeAsync("data-online", "true");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_2_an_unreachable_server_is_said_and_works_when_it_comes_back(string language)
    {
        await using var house = await Open(language);
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        await ada.IsLoaded();
        await ada.Context.SetOfflineAsync(true);

        await ada.FillIn(People.Ada, People.Password);
        await ada.Find("login-button").ClickAsync();
        await Expect(ada.Find("login-message")).ToHaveTextAsync(ada.Text("login.unreachable"));
        await ada.Context.SetOfflineAsync(false);

        await ada.IsInside();
    }

    [Fact]
    public async Task Row_2_a_page_whose_parts_did_not_all_arrive_starts_again_by_itself()
    {
        await using var house = await Open("zh-CN");
        await house.Register(People.Ada);
        var away = true;
        var missing = new TaskCompletionSource();
        var ada = await house.Arrive(People.Ada);
        await ada.IsLoaded();
        await ada.Page.RouteAsync("**/js/timeline*.js", async route =>
        {
            if (away) await route.AbortAsync();
            else await route.ContinueAsync();
            missing.TrySetResult();
        });
        await ada.Page.ReloadAsync();
        await missing.Task;

        await ada.FillIn(People.Ada, People.Password);
        away = false;
        await ada.Find("login-button").ClickAsync();

        await ada.IsInside();
    }
}
