using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>A conversation that is too long to be in the page as a whole.</summary>
public sealed class LongTalkTests(Chromium browsers)
{
    /// <summary>Names for what the page shows; a row's place is where it begins below the upper edge of the list.</summary>
    private const string Eyes = """
        window.box = document.querySelector("[data-test=scroller]");
        window.frame = () => new Promise(done => requestAnimationFrame(() => done()));
        window.rows = () => [...box.querySelectorAll("[data-seq]")];
        window.place = row => row.getBoundingClientRect().top - box.getBoundingClientRect().top;
        window.first = () => rows().find(row => place(row) + row.offsetHeight > 1 && place(row) < box.clientHeight);
        window.frames = async n => { while (n-- > 0) await frame(); };
        """;

    /// <summary>Goes up in steps; gives the most rows, and the furthest that the first visible row moved by itself in between.</summary>
    private const string GoUp = """
        async steps => {
          let most = 0, moved = 0;
          for (let i = 0; i < steps; i++) {
            box.scrollTop -= 1100;
            while (!first()) await frame();
            await frames(2);
            const row = first().dataset.seq, from = place(first());
            await frames(8);
            const now = rows().find(r => r.dataset.seq === row);
            moved = Math.max(moved, Math.abs(place(now) - from));
            most = Math.max(most, document.querySelectorAll("[data-row]").length);
          }
          return [most, moved, Number(first().dataset.seq)];
        }
        """;

    /// <summary>
    /// Pulls the scrollbar to some parts of the way, as long as it takes, as a hand does; gives the seqs that are seen there, and the most
    /// rows.
    /// </summary>
    private const string Pull = """
        async parts => {
          const seen = [];
          let most = 0;
          for (const part of parts) {
            do {
              box.scrollTop = part * (box.scrollHeight - box.clientHeight);
              await frames(3);
            } while (!first() || Math.abs(box.scrollTop / (box.scrollHeight - box.clientHeight) - part) > 0.1);
            seen.push(Number(first().dataset.seq));
            most = Math.max(most, document.querySelectorAll("[data-row]").length);
          }
          return [most, ...seen];
        }
        """;

    /// <summary>
    /// Goes to a part of the way, and the list changes before the browser has told it so; gives the seq that is seen when all is at rest.
    /// </summary>
    private const string PullWhileListChanges = """
        async ([part, hand]) => {
          if (hand) { box.scrollTop -= 40; await frames(2); }
          box.scrollTop = part * (box.scrollHeight - box.clientHeight);
          rows().at(-1).querySelector(".body").append("…");
          await new Promise(done => setTimeout(done, 1000));
          return Number(first().dataset.seq);
        }
        """;

    /// <summary>A picture arrives above what is seen; gives by how much that row has grown and the first visible one moved.</summary>
    private const string Picture = """
        async () => {
          const row = first(), from = place(row);
          const above = rows().findLast(r => place(r) + r.offsetHeight < -50), height = above.offsetHeight;
          const pen = Object.assign(document.createElement("canvas"), { width: 90, height: 160 });
          const image = new Image();
          above.querySelector(".body").append(image);
          image.src = URL.createObjectURL(await new Promise(done => pen.toBlob(done)));
          await image.decode();
          await frames(3);
          const moved = [above.offsetHeight - height, Math.abs(place(row) - from)];
          image.remove();
          return moved;
        }
        """;

    [Fact]
    public async Task A_hundred_thousand_messages_keep_few_rows_in_a_small_page_and_the_reader_s_place()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        await LongTalk.Fill(house, 100_000);
        var ada = await house.Enter(People.Ada, options => options.ViewportSize = new() { Width = 390, Height = 844 });
        await Expect(ada.Page.Locator("[data-seq='100000']")).ToBeInViewportAsync();
        await ada.Page.EvaluateAsync(Eyes);

        var up = await ada.Page.EvaluateAsync<double[]>(GoUp, 30);
        Assert.InRange(up[0], 20, 200);
        Assert.InRange(up[1], 0, 2);
        Assert.InRange(up[2], 1, 99_700);
        var picture = await ada.Page.EvaluateAsync<double[]>(Picture);
        Assert.InRange(picture[0], 100, 300);
        Assert.InRange(picture[1], 0, 2);

        var pulled = await ada.Page.EvaluateAsync<double[]>(Pull, new[] { 0.9, 0.3, 0.7, 0.5 });
        Assert.InRange(pulled[0], 20, 200);
        Assert.True(pulled[2] < pulled[4] && pulled[4] < pulled[3] && pulled[3] < pulled[1], string.Join(' ', pulled));
        await ada.Find("to-end").ClickAsync();
        await Expect(ada.Page.Locator("[data-seq='100000']")).ToBeInViewportAsync();
        Assert.InRange(await ada.Find("message").CountAsync(), 20, 200);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Who_scrolls_arrives_there_although_the_list_changes_at_that_moment(bool handWasMoving)
    {
        await using var house = await House.Open(browsers, "en");
        await LongTalk.Fill(house, 200);
        var ada = await house.Enter(People.Ada);
        await Expect(ada.Page.Locator("[data-seq='200']")).ToBeInViewportAsync();
        await ada.Page.EvaluateAsync(Eyes);

        foreach (var part in new[] { 0.3, 0.8, 0.5 })
        {
            var seq = await ada.Page.EvaluateAsync<int>(PullWhileListChanges, new object[] { part, handWasMoving });
            Assert.InRange(seq, 200 * part - 40, 200 * part + 40);
        }
    }

    [Fact]
    public async Task What_lies_around_the_first_picture_is_drawn_behind_it_before_anybody_scrolls()
    {
        await using var house = await House.Open(browsers, "en");
        await LongTalk.Fill(house, 200);
        var ada = await house.Enter(People.Ada);
        await Expect(ada.Page.Locator("[data-seq='200']")).ToBeInViewportAsync();

        await ada.Page.WaitForFunctionAsync("() => document.querySelector('[data-block]').getBoundingClientRect().top < -1500");
        Assert.InRange(await ada.Page.Locator("[data-block]").CountAsync(), 3, 24);
    }

    [Fact]
    public async Task Fifty_messages_a_second_come_in_order_at_the_end_and_the_arrow_keys_go_through_all_of_them()
    {
        await using var house = await House.Open(browsers, "en");
        await LongTalk.Fill(house, 200);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var ada = await house.Enter(People.Ada);
        await Expect(ada.Page.Locator("[data-seq='200']")).ToBeInViewportAsync();
        await ada.Page.EvaluateAsync(Eyes);

        var said = new List<Task>();
        for (var i = 1; i <= 100; i++)
        {
            said.Add(linus.Say($"arrival {i}"));
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
        await Task.WhenAll(said);

        await Expect(ada.Messages("arrival 100")).ToBeInViewportAsync();
        await Expect(ada.Find("to-end")).ToHaveCountAsync(0);
        var seqs = await ada.Page.EvaluateAsync<int[]>("rows().map(row => +row.dataset.seq)");
        Assert.InRange(seqs.Length, 20, 192);
        Assert.Equal(Enumerable.Range(301 - seqs.Length, seqs.Length), seqs);

        await ada.Find("message-input").FocusAsync();
        for (var i = 0; i <= 70; i++) await ada.Page.Keyboard.PressAsync("ArrowUp");
        var row = ada.Page.Locator("[data-seq='230']");
        await Expect(row).ToBeFocusedAsync();
        await Expect(row).ToBeInViewportAsync();
        await ada.Page.EvaluateAsync("window.before = box.scrollTop, box.scrollTop = 0");
        await Expect(ada.Page.Locator("[data-seq='1']")).ToBeInViewportAsync();
        await Expect(ada.Find("scroller")).ToBeFocusedAsync();
        await ada.Page.EvaluateAsync("box.scrollTop = before");
        await Expect(row).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Home");
        await Expect(ada.Page.Locator("[data-seq='1']")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("End");
        await Expect(ada.Messages("arrival 100")).ToBeFocusedAsync();
    }
}
