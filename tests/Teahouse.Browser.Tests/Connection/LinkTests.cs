using System.Diagnostics;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Connection;

public sealed class LinkTests(Chromium browsers)
{
    private const string WatchBanner = """
        window.banners = [];
        new MutationObserver(() => banners.push(document.querySelector("[data-test=banner]").dataset.state))
          .observe(document.querySelector("[data-test=banner]"), { attributes: true, attributeFilter: ["data-state"] });
        """;

    [Fact]
    public async Task A_blip_shows_nothing_and_after_an_upgrade_an_old_window_says_reload_and_loses_nothing()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        IWebSocketRoute? link = null;
        var old = false;
        await ada.Page.RouteWebSocketAsync("**/live", socket =>
        {
            link = socket;
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => server.Send(old ? Frames.OfAnOldPage(frame.Text!) : frame.Text!));
        });
        await ada.Login();
        await ada.Page.EvaluateAsync(WatchBanner);

        var before = ada.Connections;
        await link!.CloseAsync();
        await ada.Say("over a blip");
        await Expect(ada.Messages("over a blip")).ToHaveAttributeAsync("data-state", "sent");
        Assert.True(ada.Connections > before);
        Assert.Empty(await ada.Page.EvaluateAsync<string[]>("banners"));

        old = true;
        await link.CloseAsync();
        await Expect(ada.Find("banner")).ToHaveTextAsync(
            $"{ada.Text("app.outdated")} {ada.Text("app.reload")}", new() { IgnoreCase = true });
        await Expect(ada.Find("banner")).ToHaveAttributeAsync("role", "status");
        await ada.Say("written in the old window");
        await ada.Find("message-input").PressSequentiallyAsync("a draft");
        old = false;
        await ada.Find("reload").ClickAsync();
        await ada.IsInside();

        await ada.Sees("written in the old window");
        await Expect(ada.Messages("written in the old window")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ada.Find("message-input")).ToHaveValueAsync("a draft");
    }

    [Fact]
    public async Task A_conversation_whose_messages_have_not_come_is_not_said_to_begin_with_what_waits()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        await ada.Say("said before");
        await Expect(ada.Messages("said before")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ada.Find("beginning")).ToHaveTextAsync(ada.Text("message.beginning"));
        await ada.Page.RouteWebSocketAsync("**/live", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(frame =>
            {
                if (!frame.Text!.Contains("ReadBefore", StringComparison.Ordinal)) server.Send(frame.Text);
            });
        });

        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await ada.Find("message-input").EvaluateAsync("box => { box.value = 'x\\u0000'; box.dispatchEvent(new Event('input')); }");
        await ada.Find("send").ClickAsync();

        await Expect(ada.Find("message-failed")).ToBeVisibleAsync();
        await Expect(ada.Find("beginning")).ToHaveTextAsync(ada.Text("room.loading"));
    }

    [Fact]
    public async Task After_two_seconds_it_is_announced_that_the_connection_is_made_again_and_that_what_one_writes_is_kept()
    {
        await using var house = await House.Open(browsers, "en");
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        IWebSocketRoute? link = null;
        var silent = false;
        await ada.Page.RouteWebSocketAsync("**/live", socket =>
        {
            link = socket;
            if (silent) return;
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => server.Send(frame.Text!));
        });
        await ada.Login();
        // Screen readers say what changes in a region, so it has to stand there before.
        var region = ada.Find("banner");
        await Expect(region).ToHaveAttributeAsync("role", "status");
        await Expect(region).ToBeEmptyAsync();

        silent = true;
        var lost = Stopwatch.StartNew();
        await link!.CloseAsync();
        await Expect(region).Not.ToBeEmptyAsync();

        Assert.InRange(lost.Elapsed, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(20));
        await Expect(region).ToHaveTextAsync(ada.Text("link.lost"));
        await Expect(region).ToContainTextAsync("connecting again", new() { IgnoreCase = true });
        Assert.Contains("正在重新连接", Texts.Of("zh-CN", "link.lost"), StringComparison.Ordinal);
        await Expect(ada.Find("banner-more").Locator("span")).ToHaveTextAsync(ada.Text("link.trying"));
        await Expect(ada.Find("try-now")).ToBeDisabledAsync();
    }
}
