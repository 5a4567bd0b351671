using System.Diagnostics;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Connection;

public sealed class AnnouncementTests(Chromium browsers)
{
    [Fact]
    public async Task After_two_seconds_it_is_announced_that_the_connection_is_lost_and_made_again()
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
        await Expect(region).ToContainTextAsync("connection lost", new() { IgnoreCase = true });
        await Expect(region).ToContainTextAsync("connecting again", new() { IgnoreCase = true });
        Assert.Contains("正在重新连接", Texts.Of("zh-CN", "link.lost"), StringComparison.Ordinal);
    }
}
