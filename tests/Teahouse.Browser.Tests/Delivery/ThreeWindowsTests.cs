using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;

namespace Teahouse.Browser.Tests.Delivery;

/// <summary>Three windows of one user, each with an outbox of its own.</summary>
public sealed class ThreeWindowsTests(Chromium browsers)
{
    private readonly Random _chance = new();

    [Fact, Trait("fault", "three-windows")]
    public async Task Three_windows_that_were_killed_and_opened_again_send_everything_once_and_in_order()
    {
        var row = new FaultRow("three-windows");
        var rounds = FaultRow.Full ? 5 : 1;
        await using var desk = await Desk.Open(browsers);
        await desk.Gather();
        for (var i = 0; i < rounds; i++) await Round(desk);

        var (read, waiting) = await desk.Settle(TimeSpan.FromSeconds(90));

        row.Print(rounds, desk.All.Sum(window => window.Promises.Count), read.Sum(texts => desk.Lacking(texts).Count()),
            read.Sum(texts => texts.Length - texts.Distinct().Count()), desk.Reconnects,
            $"{desk.All.Count} windows; a round kills the server, closes and reloads a window, kills the browser");
        Assert.Equal(0, waiting);
        Assert.All(read, texts => Assert.Empty(desk.Lacking(texts)));
        Assert.All(read, texts => Assert.Equal(texts.Distinct(), texts));
        Assert.All(read, texts => Assert.Empty(texts.Except(desk.All.SelectMany(window => window.Typed))));
        Assert.All(desk.All, window => Assert.Equal(window.Typed.Intersect(read[0]), window.In(read[0])));
        Assert.All(read, texts => Assert.Equal(read[0], texts));
        Assert.Empty(desk.Complaints);
    }

    /// <summary>The server is killed while all windows write, and then the windows, each in its own way.</summary>
    private async Task Round(Desk desk)
    {
        var size = FaultRow.Full ? 6 : 3;
        var writing = Task.WhenAll(desk.Windows.Select(window => window.Write(size)));
        await Moment();
        desk.Server.Kill();
        await writing;
        await Task.WhenAll(desk.Windows.Select(window => window.Write(size)));
        Assert.All(desk.Windows, window => Assert.Equal(window.Typed, window.Promises));

        await Assert.ThrowsAsync<PlaywrightException>(() => desk.Windows[0].Guest.Page.ReloadAsync());
        await desk.Windows[1].Guest.Page.CloseAsync();
        var last = desk.Windows[2].Write(size);
        await Moment();
        desk.Browser.Kill();
        await last;

        await desk.Server.Restart();
        await desk.SitDown();
        await Task.WhenAll(desk.Windows.Select(window => window.Write(1)));
    }

    private Task Moment() => Task.Delay(_chance.Next(FaultRow.Full ? 2_000 : 700));
}
