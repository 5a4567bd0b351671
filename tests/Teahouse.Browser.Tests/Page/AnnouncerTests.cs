using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>What a screen reader is told.</summary>
public sealed class AnnouncerTests(Chromium browsers) : RowTests(browsers)
{
    private const string Listen = """
        window.heard = [];
        new MutationObserver(() => heard.push(document.querySelector("[data-test=announcer]").textContent))
          .observe(document.querySelector("[data-test=announcer]"), { childList: true, characterData: true, subtree: true });
        """;

    [Fact]
    public async Task Arrivals_are_told_one_by_one_or_summed_up_and_history_never()
    {
        await using var house = await Open();
        await using var linus = await (await house.Register(People.Linus)).Open();
        for (var i = 1; i <= 250; i++) await linus.Say($"第 {i} 条");
        var ada = await house.Enter(People.Ada);
        await Expect(ada.Find("timeline")).ToHaveAttributeAsync("data-loaded", "true");
        await Expect(ada.Find("timeline")).ToHaveAttributeAsync("role", "log");
        await Expect(ada.Find("timeline")).ToHaveAttributeAsync("aria-live", "off");
        await Expect(ada.Find("announcer")).ToHaveAttributeAsync("aria-live", "polite");
        await ada.Page.EvaluateAsync(Listen);

        for (var tries = 0; await ada.Page.Locator("[data-seq='1']").CountAsync() == 0; tries++)
        {
            Assert.True(tries < 100, "the first message is not reached");
            await ada.Page.EvaluateAsync("document.querySelector('[data-test=scroller]').scrollTop -= 2000");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
        Assert.Empty(await Heard());

        await linus.Say("茶好了");
        await Expect(ada.Find("announcer")).ToHaveTextAsync(ada.Text("message.announce", ("name", People.Linus), ("text", "茶好了")));
        // At once: a busy machine would else take more than the second in which arrivals are told together.
        await Task.WhenAll(Enumerable.Range(0, 5).Select(i => linus.Say($"快来 {i}")));
        await Expect(ada.Find("announcer")).ToHaveTextAsync(ada.Text("message.announceMany", ("n", "5")));
        Assert.Equal(2, (await Heard()).Length);

        Task<string[]> Heard() => ada.Page.EvaluateAsync<string[]>("heard");
    }
}
