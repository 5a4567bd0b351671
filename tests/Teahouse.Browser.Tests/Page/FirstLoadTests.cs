using System.Collections.Concurrent;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class FirstLoadTests(Chromium browsers)
{
    /// <summary>4 MB, as the design has it.</summary>
    private const long Most = 4_000_000;

    [Fact]
    public async Task The_first_load_takes_at_most_4_megabytes_and_the_second_comes_from_the_cache()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        await ada.IsLoaded();
        var cdp = await ada.Context.NewCDPSessionAsync(ada.Page);
        var loaded = 0L;
        cdp.Event("Network.loadingFinished").OnEvent += (_, e) =>
            Interlocked.Add(ref loaded, (long)e!.Value.GetProperty("encodedDataLength").GetDouble());
        await cdp.SendAsync("Network.enable");

        await cdp.SendAsync("Network.clearBrowserCache");
        await ada.Page.ReloadAsync();
        await ada.Login();
        var first = Interlocked.Exchange(ref loaded, 0);
        await ada.Page.ReloadAsync();
        await ada.IsInside();

        Assert.InRange(first, 1_000_000, Most);
        Assert.InRange(loaded, 0, 100_000);
    }

    [Theory]
    [InlineData("en", "Log in", "Password", "中文", "Teahouse")]
    [InlineData("zh-CN", "登录", "密码", "English", "茶馆")]
    public async Task What_can_be_read_before_the_texts_have_come_is_in_the_browsers_language(
        string language, string button, string label, string other, string title)
    {
        await using var house = await House.Open(browsers, language);
        var ada = await house.Arrive(People.Ada);
        await ada.Page.RouteAsync("**/js/*", _ => { });

        await ada.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });

        await Expect(ada.Find("login-button")).ToHaveTextAsync(button);
        await Expect(ada.Page.GetByLabel(label, new() { Exact = true })).ToBeVisibleAsync();
        await Expect(ada.Find("login-language")).ToHaveTextAsync(other);
        await Expect(ada.Page).ToHaveTitleAsync(title);
        await Expect(ada.Page.Locator("html")).ToHaveAttributeAsync("lang", language);
    }

    [Fact]
    public async Task The_runtime_is_fetched_ahead_of_its_scripts_and_once()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Arrive(People.Ada);
        await ada.IsLoaded();

        Assert.Equal(["link"], await ada.Page.EvaluateAsync<string[]>("""
            () => performance.getEntriesByType("resource")
              .filter(part => /dotnet\.native\..*wasm$/.test(part.name)).map(part => part.initiatorType)
            """));
    }

    [Fact]
    public async Task A_later_load_asks_for_nothing_but_the_page_the_texts_and_what_is_said()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        await ada.Login();
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        var cdp = await ada.Context.NewCDPSessionAsync(ada.Page);
        var (answers, kept) = (new ConcurrentDictionary<string, string>(), new ConcurrentBag<string>());
        cdp.Event("Network.responseReceived").OnEvent += (_, e) =>
        {
            var answer = e!.Value.GetProperty("response");
            var id = e.Value.GetProperty("requestId").GetString()!;
            answers[id] = new Uri(answer.GetProperty("url").GetString()!).AbsolutePath;
            if (answer.GetProperty("fromDiskCache").GetBoolean()) kept.Add(id);
        };
        cdp.Event("Network.requestServedFromCache").OnEvent += (_, e) => kept.Add(e!.Value.GetProperty("requestId").GetString()!);
        await cdp.SendAsync("Network.enable");

        await ada.Page.ReloadAsync();
        await ada.IsInside();

        var asked = answers.Where(answer => !kept.Contains(answer.Key)).Select(answer => answer.Value).ToArray();
        Assert.Contains("/", asked);
        Assert.All(asked, path => Assert.Matches("^/$|^/api/|^/live|^/texts/|^/favicon.svg$", path));
    }
}
