using System.Globalization;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Page;
using Teahouse.Protocol;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Measures;

/// <summary>What the list of messages costs in a real browser; `dotnet dev.cs bench ui` measures it, in minutes.</summary>
public sealed class TimelineMeasures(Chromium browsers)
{
    private const string Tools = """
        window.box = document.querySelector("[data-test=scroller]");
        window.frame = () => new Promise(done => requestAnimationFrame(done));
        window.rows = () => document.querySelectorAll("[data-row]").length;
        window.lowest = () => Number(document.querySelector("[data-seq]").dataset.seq);
        window.drawn = seq => document.querySelector(`[data-seq="${seq}"]`) !== null;
        const entries = [];
        const seen = new PerformanceObserver(list => entries.push(...list.getEntries()));
        seen.observe({ type: "longtask" });
        let from = 0;
        window.watch = () => { from = performance.now(); };
        window.tasks = () => entries.concat(seen.takeRecords()).filter(e => e.startTime >= from).map(e => e.duration);
        """;

    /// <summary>From the key to the first picture in which the new row stands.</summary>
    private const string Answer = """
        () => new Promise(done => {
          const count = document.querySelectorAll("[data-mine=true]").length;
          let from = 0;
          addEventListener("keydown", () => { from = performance.now(); }, { capture: true, once: true });
          const list = document.querySelector("[data-test=timeline]");
          const seen = new MutationObserver(() => {
            if (document.querySelectorAll("[data-mine=true]").length <= count) return;
            seen.disconnect();
            requestAnimationFrame(() => setTimeout(() => done(performance.now() - from)));
          });
          seen.observe(list, { childList: true, subtree: true });
        })
        """;

    /// <summary>From the upper end to the first picture with older messages, again and again.</summary>
    private const string Older = """
        async pages => {
          const times = [];
          while (times.length < pages && document.querySelector("[data-older]")) {
            box.scrollTop = 0;
            await frame();
            await frame();
            const before = lowest(), from = performance.now();
            while (lowest() >= before && document.querySelector("[data-older]")) {
              box.scrollTop = 0;
              await frame();
            }
            times.push(performance.now() - from);
          }
          return times;
        }
        """;

    /// <summary>
    /// Goes through the list in steps, up to a seq or down to the end; gives the pictures, the milliseconds, the most rows and the blank
    /// pictures.
    /// </summary>
    private const string Through = """
        async ([step, stop]) => {
          const end = step > 0 ? () => box.scrollTop + box.clientHeight >= box.scrollHeight - 2 : () => lowest() <= stop;
          const from = await frame();
          let pictures = 0, now = from, most = 0, blank = 0;
          for (; !end(); pictures++) {
            box.scrollTop += step;
            now = await frame();
            if (pictures % 10) continue;
            most = Math.max(most, rows());
            const middle = document.elementFromPoint(box.getBoundingClientRect().left + 100, box.clientHeight / 2 + 60);
            if (!middle?.closest("[data-block]")) blank++;
          }
          return [pictures, now - from, most, blank];
        }
        """;

    private const string Heaps = """
        () => [performance.memory.usedJSHeapSize / 1048576, getDotnetRuntime(0).Module.HEAPU8.length / 1048576]
        """;

    private const int Arrivals = 500;
    private const int Starts = 5;

    /// <summary>Goes to the lower end and waits until it is drawn, so that the way there is not counted.</summary>
    private const string End = "async () => { box.scrollTop = box.scrollHeight; await frame(); await frame(); }";

    private const string LoadAll = "async () => { while (document.querySelector('[data-older]')) { box.scrollTop = 0; await frame(); } }";

    [Fact, Trait("measure", "timeline")]
    public async Task The_list_of_messages_is_measured()
    {
        await using var house = await House.Open(browsers, "en");
        await LongTalk.Fill(house, 100_000);
        var ada = await Enter(house);
        await Expect(ada.Page.Locator("[data-seq='100000']")).ToBeInViewportAsync();
        var small = await ada.Page.EvaluateAsync<double[]>(Heaps);

        await Terminal.Print("| What | Figure |\n| --- | --- |");
        await Note("memory with 200 messages loaded: scripts, .NET", $"{small[0]:0} MB, {small[1]:0} MB");
        await MeasureArrivals(house, ada);
        // What a page does for the first time is done right after its start, so that several starts are looked at.
        for (var i = 1; i < Starts; i++)
        {
            await ada.Page.CloseAsync();
            ada = await Enter(house);
            await MeasureArrivals(house, ada);
        }
        await MeasureAnswers(ada);
        await Note("from the upper end to the next older page on the screen",
            Spread(await ada.Page.EvaluateAsync<double[]>(Older, 25)));
        await MeasureScrolling(ada, -300, "up");
        await MeasureScrolling(ada, 300, "down");
        await ada.Page.EvaluateAsync("box.scrollTop = 0");
        await ada.Page.EvaluateAsync(LoadAll);
        var large = await ada.Page.EvaluateAsync<double[]>(Heaps);
        await Note("memory with 100,000 messages loaded: scripts, .NET", $"{large[0]:0} MB, {large[1]:0} MB");
        var rows = await ada.Page.EvaluateAsync<int>("rows()");
        await Note("rows in the page then", $"{rows}");
        Assert.InRange(rows, 1, 200);
        await MeasureArrivals(house, ada);
    }

    private static async Task<Guest> Enter(House house)
    {
        var guest = await house.Enter(People.Ada);
        await guest.Page.EvaluateAsync(Tools);
        return guest;
    }

    private static async Task MeasureArrivals(House house, Guest ada)
    {
        await using var linus = await (await house.Register(People.Linus)).Open();
        await ada.Page.EvaluateAsync(End);
        await ada.Page.EvaluateAsync("watch()");
        var said = new List<Task<Sent>>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
        for (var i = 1; i <= Arrivals; i++)
        {
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            said.Add(linus.Say($"arrival {i}"));
        }
        var last = (await Task.WhenAll(said)).Max(sent => sent.Seq);
        // Not by a locator: its search through all rows would be the longest task of the page.
        await ada.Page.WaitForFunctionAsync("seq => drawn(seq)", last);
        await NoteTasks(ada, "50 messages a second for 10 s");
        await Expect(ada.Messages($"arrival {Arrivals}").Last).ToBeInViewportAsync();
    }

    private static async Task MeasureAnswers(Guest ada)
    {
        var times = new List<double>();
        for (var i = 0; i < 15; i++)
        {
            await ada.Find("message-input").FillAsync($"answer {i}");
            var shown = ada.Page.EvaluateAsync<double>(Answer);
            await ada.Page.EvaluateAsync("frame()");
            await ada.Page.Keyboard.PressAsync("Enter");
            times.Add(await shown);
        }
        await Note("from Enter to the row on the screen", Spread(times));
    }

    private static async Task MeasureScrolling(Guest ada, int step, string way)
    {
        if (step < 0) await ada.Page.EvaluateAsync(End);
        await ada.Page.EvaluateAsync("watch()");
        var all = await ada.Page.EvaluateAsync<double[]>(Through, new[] { step, 98_000 });
        var dropped = Math.Max(0, all[1] / (1000 / 60.0) - all[0]);
        await Note($"4,500 messages, {way}: pictures, dropped, blank, most rows",
            $"{all[0]:0}, {dropped:0} ({100 * dropped / (all[0] + dropped):0.#}%), {all[3]:0}, {all[2]:0}");
        await NoteTasks(ada, $"4,500 messages, {way}");
    }

    private static async Task NoteTasks(Guest ada, string what)
    {
        var tasks = await ada.Page.EvaluateAsync<double[]>("tasks()");
        await Note($"{what}: tasks over 50 ms, the longest", tasks.Length == 0 ? "none" : $"{tasks.Length}, {tasks.Max():0} ms");
    }

    private static Task Note(string what, string figure) => Terminal.Print($"| {what} | {figure} |");

    private static string Spread(IReadOnlyCollection<double> times)
    {
        var sorted = times.Order().ToArray();
        return string.Create(CultureInfo.InvariantCulture, $"median {sorted[sorted.Length / 2]:0} ms, longest {sorted[^1]:0} ms");
    }
}
