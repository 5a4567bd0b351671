using System.Security.Cryptography;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class PauseTests(Chromium browsers) : RowTests(browsers)
{
    private const int MiB = 1024 * 1024;
    private const string Name = "电影.mkv";

    [Fact]
    public async Task One_side_pauses_a_transfer_the_other_lets_it_go_on_and_the_file_arrives_whole()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, Name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(20 * MiB), TestContext.Current.CancellationToken);
        // The third chunk is on its way when it is paused.
        var goOn = new TaskCompletionSource();
        await ada.Context.RouteAsync("**/api/files/*/bytes/*", async route =>
        {
            if (route.Request.Url.EndsWith($"/{8 * MiB}", StringComparison.Ordinal)) await goOn.Task;
            await route.ContinueAsync();
        });
        await ada.Offer(path);
        var download = linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());
        await Expect(linus.Card(Name).Locator("[data-test='file-progress']")).ToHaveAttributeAsync("data-moved", $"{8 * MiB}");

        await ada.Card(Name).Locator("[data-test='file-pause']").ClickAsync();

        await ada.SeesStatus(Name, ada.Text("file.pausedByMe"));
        await linus.SeesStatus(Name, linus.Text("file.pausedByPeer", ("name", People.Ada)));
        await Expect(linus.Card(Name)).ToHaveAttributeAsync("data-state", "accepted");
        foreach (var guest in (Guest[])[ada, linus])
        {
            await Expect(guest.Card(Name).Locator("[data-test='file-pause']")).ToHaveCountAsync(0);
            await Expect(guest.Card(Name).Locator("[data-test='file-speed']")).ToHaveCountAsync(0);
            await Expect(guest.Card(Name).Locator("[data-test='file-cancel']")).ToBeVisibleAsync();
        }
        await linus.Page.ReloadAsync();
        await linus.Open(People.Ada);
        await Expect(linus.Card(Name).Locator("[data-test='file-progress']")).ToHaveAttributeAsync("data-moved", $"{8 * MiB}");
        goOn.SetResult();
        await linus.Card(Name).Locator("[data-test='file-resume']").ClickAsync();

        var saved = await (await download).PathAsync();
        await ada.SeesFile(Name, "done");
        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(saved)));
    }
}
