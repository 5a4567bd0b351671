using System.Security.Cryptography;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>A receiver whose download came to nothing half way.</summary>
public sealed class BrokenDownloadTests(Chromium browsers) : RowTests(browsers)
{
    private const int MiB = 1024 * 1024;
    private const string Name = "录音.flac";

    [Fact]
    public async Task Who_comes_back_with_another_browser_has_the_file_with_one_click_on_its_card()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        using var folder = new TempFolder();
        var path = await Fill(folder, 20 * MiB);
        var gone = new TaskCompletionSource();
        await ada.Context.RouteAsync($"**/api/files/*/bytes/{8 * MiB}", async route =>
        {
            await gone.Task;
            await route.ContinueAsync();
        });
        await ada.Offer(path);
        await linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());
        await Expect(ada.Card(Name).Locator("[data-test='file-progress']")).ToHaveAttributeAsync("data-moved", $"{8 * MiB}");

        await linus.DisposeAsync();
        gone.SetResult();
        await ada.SeesFile(Name, "stored");
        var again = await house.Enter(People.Linus);
        await again.Open(People.Ada);
        await Expect(again.Card(Name).Locator("[data-test='file-status']")).ToHaveTextAsync(again.Text("file.notHere"));
        var download = await again.Page.RunAndWaitForDownloadAsync(
            () => again.Card(Name).Locator("[data-test='save-again']").ClickAsync());

        var saved = await download.PathAsync();
        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(saved)));
        await again.SeesFile(Name, "done");
        await ada.SeesFile(Name, "done");
    }

    private static async Task<string> Fill(TempFolder folder, int size)
    {
        var path = Path.Combine(folder.Path, Name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(size), TestContext.Current.CancellationToken);
        return path;
    }
}
