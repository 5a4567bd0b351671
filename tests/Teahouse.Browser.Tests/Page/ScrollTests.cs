using System.Globalization;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
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

    /// <summary>Goes so many pixels above the end, and gives the place when the page has heard of it.</summary>
    private const string GoAboveEnd = """
        async pixels => {
          const box = document.querySelector("[data-test=scroller]");
          box.scrollTop = box.scrollHeight - box.clientHeight - pixels;
          for (let i = 0; i < 2; i++) await new Promise(done => requestAnimationFrame(done));
          return box.scrollTop;
        }
        """;

    private const string Place = "document.querySelector('[data-test=scroller]').scrollTop";

    private const string IsAtEnd = """
        () => {
          const box = document.querySelector("[data-test=scroller]");
          return box.scrollHeight - box.scrollTop - box.clientHeight < 2;
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
    public async Task A_reader_100_px_above_the_end_follows_a_new_message_and_one_200_px_above_it_stays_and_is_told()
    {
        await using var house = await House.Open(browsers, "en", Fast);
        await Fill(house, 30);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var ada = await house.Enter(People.Ada);
        await Expect(ada.Page.Locator("[data-seq='30']")).ToBeInViewportAsync();
        // All is drawn, so that no height is only guessed any more.
        await Expect(ada.Page.Locator("[data-seq='1']")).ToBeAttachedAsync();

        var near = await ada.Page.EvaluateAsync<double>(GoAboveEnd, 100);
        await Expect(ada.Find("to-end")).ToHaveCountAsync(0);
        // Longer than the list takes to see that the hand rests: nobody is pulled to the end by that.
        await Task.Delay(600, TestContext.Current.CancellationToken);
        Assert.InRange(await ada.Page.EvaluateAsync<double>(Place) - near, -2, 2);
        await linus.Say("near");
        await Expect(ada.Messages("near")).ToBeInViewportAsync();
        await ada.Page.WaitForFunctionAsync(IsAtEnd);

        var place = await ada.Page.EvaluateAsync<double>(GoAboveEnd, 200);
        await Expect(ada.Find("to-end")).ToHaveTextAsync(ada.Text("message.toEnd"));
        await linus.Say("far");
        await linus.Say("and farther");
        await Expect(ada.Find("to-end")).ToHaveTextAsync(ada.Text("message.new", ("n", "2")));
        await Expect(ada.Messages("and farther")).Not.ToBeInViewportAsync();
        Assert.InRange(await ada.Page.EvaluateAsync<double>(Place) - place, -2, 2);
    }

    [Fact]
    public async Task The_line_where_the_unread_begin_stands_between_what_was_read_and_what_came_meanwhile()
    {
        await using var house = await House.Open(browsers, "en");
        var account = await house.Register(People.Ada);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var talk = await linus.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(account.Id));
        var ada = await house.Enter(People.Ada);
        foreach (var text in (string[])["one", "two"]) await linus.Say(text, talk.Id);
        await ada.HasUnread(People.Linus, 2);
        await ada.Open(People.Linus);
        await ada.HasUnread(People.Linus, 0);
        await ada.Open(null);
        foreach (var text in (string[])["three", "four", "five"]) await linus.Say(text, talk.Id);
        await ada.HasUnread(People.Linus, 3);

        await ada.Open(People.Linus);

        string[] rows = ["one", "two", ada.Text("message.unreadLine"), "three", "four", "five"];
        await Expect(ada.Page.Locator("[data-test='message-text'], [data-test='unread-line']")).ToHaveTextAsync(rows);
        await ada.HasUnread(People.Linus, 0);
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

    [Fact]
    public async Task Nothing_new_stays_below_the_view_without_a_button_that_leads_there()
    {
        await using var house = await House.Open(browsers, "en", Fast);
        var account = await house.Register(People.Ada);
        var ada = await house.Enter(People.Ada);
        foreach (var (name, count) in ((string, int)[])[(People.Linus, 9), (People.Grace, 13), (People.张三, 40)])
        {
            await using var other = await (await house.Register(name)).Open();
            var talk = await other.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(account.Id));
            for (var i = 1; i <= count; i++) await other.Say($"{i}", talk.Id);
            await ada.HasUnread(name, count);

            await ada.Open(name);
            await Expect(ada.Find("unread-line")).ToBeInViewportAsync();
            var allRead = ada.Page.Locator($"[data-test='person'][data-name='{name}'][data-unread='0']");
            await Expect(ada.Find("to-end").Or(allRead)).ToBeVisibleAsync();
            if (await ada.Find("to-end").IsVisibleAsync())
            {
                var left = await ada.Row(name).GetAttributeAsync("data-unread");
                Assert.InRange(int.Parse(left!, CultureInfo.InvariantCulture), 1, count);
                await Expect(ada.Find("to-end")).ToHaveAttributeAsync("data-new", left!);
                await ada.Find("to-end").ClickAsync();
            }
            await ada.HasUnread(name, 0);
            await Expect(ada.Find("to-end")).ToHaveCountAsync(0);
        }
    }

    private static ChatOptions Fast(ChatOptions options) => options with { MessageBurst = 10_000, MessagesPerSecond = 10_000 };

    private static async Task Fill(House house, int messages)
    {
        await using var grace = await (await house.Register(People.Grace)).Open();
        for (var i = 1; i <= messages; i++) await grace.Say($"第 {i} 条 {new string('茶', i * 7 % 90)}");
    }
}
