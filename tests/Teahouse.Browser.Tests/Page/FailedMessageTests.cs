using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>What becomes of a message that the server has not taken.</summary>
public sealed class FailedMessageTests(Chromium browsers)
{
    /// <summary>From the key to the first picture in which the message stands as one that is not stored yet.</summary>
    private const string WatchAnswer = """
        () => {
          let from = 0;
          addEventListener("keydown", () => { from = performance.now(); }, { capture: true, once: true });
          const list = document.querySelector("[data-test=timeline]");
          const seen = new MutationObserver(() => {
            if (!list.querySelector("[data-state=waiting], [data-state=sending]")) return;
            seen.disconnect();
            requestAnimationFrame(() => setTimeout(() => { window.answered = performance.now() - from; }));
          });
          seen.observe(list, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-state"] });
        }
        """;

    [Fact]
    public async Task A_message_shows_as_waiting_at_once_before_the_server_has_heard_of_it_and_is_sent_once()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        await using var linus = await (await house.Register(People.Linus)).Open();
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        var gate = new Lock();
        List<Action>? held = null;
        await ada.Page.RouteWebSocketAsync("**/live", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(frame =>
            {
                lock (gate)
                {
                    if (held is null) server.Send(frame.Text!);
                    else held.Add(() => server.Send(frame.Text!));
                }
            });
        });
        await ada.Login();
        lock (gate) held = [];

        await ada.Find("message-input").FillAsync("茶好了");
        await ada.Page.EvaluateAsync(WatchAnswer);
        await ada.Find("message-input").PressAsync("Enter");

        await ada.Page.WaitForFunctionAsync("() => window.answered !== undefined");
        // Ten times what is promised.
        Assert.InRange(await ada.Page.EvaluateAsync<double>("answered"), 0, 500);
        await Expect(ada.Messages("茶好了")).ToHaveAttributeAsync("data-state", "sending");
        await Expect(ada.Find("message-input")).ToHaveValueAsync("");
        lock (gate)
        {
            held.ForEach(send => send());
            held = null;
        }
        await Expect(ada.Messages("茶好了")).ToHaveAttributeAsync("data-state", "sent");
        await ada.Say("在三楼");
        Assert.Equal(["茶好了", "在三楼"], await HearUpTo(linus, "在三楼"));
        await Expect(ada.Messages("在三楼")).ToHaveAttributeAsync("data-state", "sent");
        Assert.Equal(["茶好了", "在三楼"], await ada.Read());
    }

    [Fact]
    public async Task A_message_that_the_server_refused_is_sent_again_or_thrown_away_for_good()
    {
        await using var house = await House.Open(browsers, "en");
        await using var linus = await (await house.Register(People.Linus)).Open();
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        var astray = true;
        await ada.Page.RouteWebSocketAsync("**/live", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => server.Send(astray ? ToNowhere(frame.Text!) : frame.Text!));
        });
        await ada.Login();

        await ada.Say("once more");
        await ada.Say("never mind");

        var reason = ada.Text("message.failed", ("reason", ada.Text($"error.{(int)ErrorCode.NotFound}")));
        foreach (var text in (string[])["once more", "never mind"])
        {
            var row = ada.Messages(text);
            await Expect(row).ToHaveAttributeAsync("data-state", "failed");
            await Expect(row.Locator("[data-test='message-failed']")).ToContainTextAsync(reason);
            await Expect(row.Locator("[data-test='retry']")).ToHaveTextAsync(ada.Text("message.retry"));
            await Expect(row.Locator("[data-test='discard']")).ToHaveTextAsync(ada.Text("message.discard"));
            await Expect(row.Locator("[data-test='edit']")).ToHaveCountAsync(0);
        }
        astray = false;

        await ada.Messages("never mind").Locator("[data-test='discard']").ClickAsync();
        await ada.Sees("never mind", times: 0);
        await ada.Messages("once more").Locator("[data-test='retry']").ClickAsync();
        await Expect(ada.Messages("once more")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ada.Find("message-failed")).ToHaveCountAsync(0);

        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await ada.Sees("once more");
        await ada.Say("and on");
        Assert.Equal(["once more", "and on"], await HearUpTo(linus, "and on"));
        await Expect(ada.Messages("and on")).ToHaveAttributeAsync("data-state", "sent");
        Assert.Equal(["once more", "and on"], await ada.Read());
    }

    /// <summary>All texts that come to a window, up to one.</summary>
    private static async Task<List<string>> HearUpTo(TestWindow window, string last)
    {
        var heard = new List<string>();
        while (heard.LastOrDefault() != last)
            heard.AddRange((await window.Hear<EventBatch>()).Events.Select(e => ((TextMessage)e.Body).Text));
        return heard;
    }

    /// <summary>A message to a conversation that the server does not know.</summary>
    private static string ToNowhere(string frame) => Frames.Change(
        frame, nameof(IChatServer.Send), $"\"conversationId\":{Limits.PublicRoom},", "\"conversationId\":404,");
}
