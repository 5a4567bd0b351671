using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Delivery;

/// <summary>A duplicated tab begins with a copy of the first one's storage; what waits in each must not get mixed up.</summary>
public sealed class DuplicatedTabTests(Chromium browsers)
{
    private const string WindowId = "sessionStorage.getItem('teahouse.window')";

    [Fact]
    public async Task A_duplicated_tab_is_a_window_of_its_own_and_each_sends_its_own_once()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);
        var linus = await house.Enter(People.Linus);
        await house.Server.Stop();
        await Expect(ada.Find("banner")).ToBeVisibleAsync();
        foreach (var i in Enumerable.Range(1, 3)) await ada.Say($"first {i}");
        await house.Server.StartAgain();

        var copy = await ada.Duplicate();
        await copy.IsInside();
        foreach (var i in Enumerable.Range(1, 3)) await copy.Say($"second {i}");

        await linus.Sees("second 3");
        await linus.Sees("first 3");
        var heard = await linus.Read();
        Assert.Equal(["first 1", "first 2", "first 3"], heard.Where(text => text.StartsWith("first", StringComparison.Ordinal)));
        Assert.Equal(["second 1", "second 2", "second 3"], heard.Where(text => text.StartsWith("second", StringComparison.Ordinal)));
        Assert.NotEqual(await ada.Page.EvaluateAsync<string>(WindowId), await copy.Page.EvaluateAsync<string>(WindowId));
    }

    [Fact]
    public async Task Two_copies_of_a_tab_that_had_left_the_page_are_two_windows_when_both_go_back()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var before = await ada.Page.EvaluateAsync<string>(WindowId);
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        Assert.Equal(before, await ada.Page.EvaluateAsync<string>(WindowId));
        await ada.Page.GotoAsync("about:blank");

        var copy = await ada.Duplicate();
        await copy.IsInside();
        await ada.Page.GoBackAsync();
        await ada.IsInside();

        var ids = new[] { await ada.Page.EvaluateAsync<string>(WindowId), await copy.Page.EvaluateAsync<string>(WindowId) };
        Assert.Single(ids, before);
        Assert.Equal(2, ids.Distinct().Count());
    }
}
