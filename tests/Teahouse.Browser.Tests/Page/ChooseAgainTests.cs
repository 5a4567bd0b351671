using System.Security.Cryptography;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>A page that was loaded again has lost the file that it was sending.</summary>
public sealed class ChooseAgainTests(Chromium browsers) : RowTests(browsers)
{
    private const int Size = (16 * 1024 * 1024) + 77;
    private const string Name = "视频.mp4";

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task After_a_reload_the_card_names_the_file_refuses_another_and_goes_on_with_the_right_one(string language)
    {
        await using var house = await Open(language);
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, Name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(Size), TestContext.Current.CancellationToken);
        var sent = new List<string>();
        var held = true;
        await ada.Context.RouteAsync("**/api/files/*/bytes/*", async route =>
        {
            lock (sent) sent.Add(route.Request.Url.Split('/')[^1]);
            if (held && sent.Count > 3) await route.AbortAsync("connectionreset");
            else await route.ContinueAsync();
        });
        await ada.Offer(path);
        var download = linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());
        await Expect(ada.Card(Name).Locator("[data-test='file-progress']")).ToHaveAttributeAsync("data-moved", $"{12 * 1024 * 1024}");

        await ada.Page.ReloadAsync();
        await ada.Open(People.Linus);
        await ada.SeesStatus(Name, ada.Text("file.chooseAgainHint", ("name", Name), ("size", "16 MB")));
        held = false;
        lock (sent) sent.Clear();

        await Choose(ada, new FilePayload { Name = "other.mp4", MimeType = "video/mp4", Buffer = new byte[5] });
        await Expect(ada.Page.GetByText(ada.Text("file.notSame"))).ToBeVisibleAsync();
        await Choose(ada, new FilePayload { Name = Name, MimeType = "video/mp4", Buffer = RandomNumberGenerator.GetBytes(Size) });
        await ada.SeesStatus(Name, ada.Text("file.otherBytes"));
        Assert.Empty(sent);
        var chooser = await ada.Page.RunAndWaitForFileChooserAsync(() => ada.Card(Name).Locator("[data-test='choose-again']").ClickAsync());
        await chooser.SetFilesAsync(path);

        var saved = await (await download).PathAsync();
        await ada.SeesFile(Name, "done");
        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(saved)));
        Assert.Equal([$"{12 * 1024 * 1024}", $"{16 * 1024 * 1024}"], sent);
    }

    private static async Task Choose(Guest guest, FilePayload file)
    {
        var chooser = await guest.Page.RunAndWaitForFileChooserAsync(
            () => guest.Card(Name).Locator("[data-test='choose-again']").ClickAsync());
        await chooser.SetFilesAsync(file);
    }
}
