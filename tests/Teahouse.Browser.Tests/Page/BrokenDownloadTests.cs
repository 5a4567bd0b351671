using System.Security.Cryptography;
using System.Text;
using Teahouse.Bench.Network;
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
        var download = await again.Page.RunAndWaitForDownloadAsync(
            () => again.Card(Name).Locator("[data-test='save-again']").ClickAsync());

        var saved = await download.PathAsync();
        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(saved)));
        await again.SeesFile(Name, "done");
        await ada.SeesFile(Name, "done");
    }

    [Fact]
    public async Task The_browser_itself_goes_on_by_range_with_a_download_that_broke_off()
    {
        await using var house = await Open("en");
        var ada = await house.Enter(People.Ada);
        await house.Register(People.Linus);
        var (ranges, left) = (0, 9 * MiB);
        // What comes from the server ends once, in the middle of the file.
        using var cable = new Cable(house.Server.Url, way => async (chunk, handOn) =>
        {
            if (way == Way.Up && Encoding.Latin1.GetString(chunk.Span).Contains("\r\nRange: bytes=", StringComparison.Ordinal))
                Interlocked.Increment(ref ranges);
            await handOn(chunk);
            if (way == Way.Down && chunk.Length > 30_000 && Interlocked.Add(ref left, -chunk.Length) is <= 0 and var now
                && now + chunk.Length > 0)
                throw new IOException("The cable was cut.");
        });
        await using var context = await Browsers.Second.NewContextAsync(new() { Locale = "en" });
        var linus = await Guest.At(context, new Uri($"http://{Chromium.Host}:{cable.Url.Port}/"), People.Linus, "en");
        await linus.Login();
        await ada.Open(People.Linus);
        using var folder = new TempFolder();
        var path = await Fill(folder, 20 * MiB);
        Volatile.Write(ref left, 9 * MiB);
        await ada.Offer(path);

        var saved = await linus.AcceptAndSave();
        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(saved));
        Assert.InRange(ranges, 1, 5);
        await ada.SeesFile(Name, "done");
    }

    private static async Task<string> Fill(TempFolder folder, int size)
    {
        var path = Path.Combine(folder.Path, Name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(size), TestContext.Current.CancellationToken);
        return path;
    }
}
