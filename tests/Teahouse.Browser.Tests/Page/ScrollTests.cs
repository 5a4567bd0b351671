using Teahouse.Browser.Tests.Kit;
using Teahouse.Server;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class ScrollTests(Chromium browsers)
{
    private const string FirstVisible = """
        () => {
          const box = document.querySelector("[data-test=scroller]");
          const top = box.getBoundingClientRect().top;
          const row = [...box.querySelectorAll("[data-seq]")].find(r => r.getBoundingClientRect().bottom - top > 1);
          return [row.dataset.seq, row.getBoundingClientRect().top - top];
        }
        """;

    private const string TopOf = """
        seq => {
          const box = document.querySelector("[data-test=scroller]");
          return box.querySelector(`[data-seq="${seq}"]`).getBoundingClientRect().top - box.getBoundingClientRect().top;
        }
        """;

    [Fact]
    public async Task Older_pages_leave_the_first_visible_row_where_it_is()
    {
        await using var house = await House.Open(browsers, "zh-CN", Fast);
        await Fill(house, 450);
        var ada = await house.Enter(People.Ada);
        await Expect(ada.Find("timeline")).ToHaveAttributeAsync("data-loaded", "true");

        for (var i = 0; i < 40 && await ada.Page.Locator("[data-seq='1']").CountAsync() == 0; i++)
        {
            await ada.Page.EvaluateAsync("document.querySelector('[data-test=scroller]').scrollTop -= 1500");
            var before = await ada.Page.EvaluateAsync<object[]>(FirstVisible);
            await Task.Delay(400, TestContext.Current.CancellationToken);
            var after = await ada.Page.EvaluateAsync<double>(TopOf, before[0]);

            Assert.InRange(after - Convert.ToDouble(before[1], null), -2, 2);
        }
        await Expect(ada.Page.Locator("[data-seq='1']")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_new_message_scrolls_only_who_is_at_the_end()
    {
        await using var house = await House.Open(browsers, "en", Fast);
        await Fill(house, 60);
        var ada = await house.Enter(People.Ada);
        await using var linus = await (await house.Register(People.Linus)).Open();
        await Expect(ada.Find("timeline")).ToHaveAttributeAsync("data-loaded", "true");
        await ada.Find("to-end").Or(ada.Find("room-title")).First.WaitForAsync();
        await ada.Page.EvaluateAsync("document.querySelector('[data-test=scroller]').scrollTop = 300");
        await Expect(ada.Find("to-end")).ToBeVisibleAsync();
        var place = await ada.Page.EvaluateAsync<object[]>(FirstVisible);

        await linus.Say("one");
        await linus.Say("two");

        await Expect(ada.Find("to-end")).ToHaveAttributeAsync("data-new", "2");
        Assert.Equal(place, await ada.Page.EvaluateAsync<object[]>(FirstVisible));
        await ada.Find("to-end").ClickAsync();
        await Expect(ada.Find("to-end")).ToHaveCountAsync(0);
        await linus.Say("three");
        await Expect(ada.Messages("three")).ToBeInViewportAsync();
        await Expect(ada.Find("to-end")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_short_conversation_that_opens_at_its_new_messages_is_at_its_end()
    {
        await using var house = await House.Open(browsers, "en");
        await house.Register(People.Ada);
        await Fill(house, 3);
        var ada = await house.Arrive(People.Ada);
        await ada.Login();

        await Expect(ada.Find("unread-line")).ToBeInViewportAsync();
        await Expect(ada.Messages("第 3 条 " + new string('茶', 21))).ToBeInViewportAsync();

        await Expect(ada.Find("to-end")).ToHaveCountAsync(0);
    }

    private static ChatOptions Fast(ChatOptions options) => options with { MessageBurst = 10_000, MessagesPerSecond = 10_000 };

    private static async Task Fill(House house, int messages)
    {
        await using var grace = await (await house.Register(People.Grace)).Open();
        for (var i = 1; i <= messages; i++) await grace.Say($"第 {i} 条 {new string('茶', i * 7 % 90)}");
    }
}
