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

    [Fact]
    public async Task After_a_reload_the_card_names_the_file_refuses_another_and_goes_on_with_the_right_one()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        using var folder = new TempFolder();
        var path = await Write(folder, "", Name, RandomNumberGenerator.GetBytes(Size));
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
        await Expect(ada.Card(Name).Locator("[data-test='file-progress']")).ToHaveAttributeAsync("data-moved", $"{12 * 1024 * 1024}");
        // What the server had before is no sign that another window sends: it is said at once, not when it has stood still for 8 s.
        await Expect(ada.Card(Name).Locator("[data-test='file-status']")).ToHaveTextAsync(
            ada.Text("file.chooseAgainHint", ("name", Name), ("size", "16\u00a0MB")), new() { Timeout = 4_000 });
        held = false;
        lock (sent) sent.Clear();

        await Choose(ada, new FilePayload { Name = "other.mp4", MimeType = "video/mp4", Buffer = new byte[5] });
        await Expect(ada.Page.GetByText(ada.Text("file.notSame"))).ToBeVisibleAsync();
        await ChooseFromDisk(ada, Name, await Write(folder, "older", Name, RandomNumberGenerator.GetBytes(Size), age: 1));
        await ada.SeesStatus(Name, ada.Text("file.otherBytes"));
        Assert.Empty(sent);
        await ChooseFromDisk(ada, Name, path);

        var saved = await (await download).PathAsync();
        await ada.SeesFile(Name, "done");
        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(File.ReadAllBytes(saved)));
        Assert.Equal([$"{12 * 1024 * 1024}", $"{16 * 1024 * 1024}"], sent);
    }

    [Fact]
    public async Task A_file_that_was_renamed_for_the_offer_is_known_again_by_its_own_name()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        using var folder = new TempFolder();
        await Write(folder, "绿茶", "茶.txt", new byte[1000]);
        await Write(folder, "红茶", "茶.txt", new byte[2000]);
        await ada.Context.RouteAsync("**/api/files/*/bytes/*", route => route.AbortAsync("connectionreset"));
        var folders = await ada.Page.RunAndWaitForFileChooserAsync(() => ada.Find("send-folder").ClickAsync());
        await folders.SetFilesAsync(folder.Path);
        await Expect(ada.Find("send-entry")).ToHaveCountAsync(2);
        var chosen = await ada.Find("folder-input").EvaluateAsync<string[]>("i => [...i.files].map(f => f.webkitRelativePath)");
        await ada.Find("send-confirm").ClickAsync();
        await linus.Find("offer-accept").ClickAsync();
        await ada.SeesStatus("茶 (2).txt", ada.Text("file.paused"));

        await ada.Page.ReloadAsync();
        await ada.Open(People.Linus);
        await Expect(ada.Card("茶 (2).txt").Locator("[data-test='file-status']")).ToContainTextAsync("“茶.txt”");
        await ada.Context.UnrouteAllAsync();
        await ChooseFromDisk(ada, "茶 (2).txt", Path.Combine(folder.Path, "..", chosen[1]));

        await ada.SeesFile("茶 (2).txt", "done");
        await ada.SeesFile("茶.txt", "accepted");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_is_written_to_while_it_is_sent_ends_the_transfer_on_both_sides(bool chosenAgain)
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        using var folder = new TempFolder();
        var path = await Write(folder, "", Name, new byte[Size]);
        var written = new TaskCompletionSource();
        await ada.Context.RouteAsync("**/api/files/*/bytes/*", async route =>
        {
            if (!route.Request.Url.EndsWith("/0", StringComparison.Ordinal)) await written.Task;
            await route.ContinueAsync();
        });
        await ada.Offer(path);
        var download = await linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());
        await Expect(ada.Card(Name).Locator("[data-test='file-progress']")).ToHaveAttributeAsync("data-moved", $"{4 * 1024 * 1024}");

        await Write(folder, "", Name, RandomNumberGenerator.GetBytes(Size), age: -1);
        if (chosenAgain)
        {
            await ada.Page.ReloadAsync();
            await ada.Open(People.Linus);
        }
        written.SetResult();
        if (chosenAgain) await ChooseFromDisk(ada, Name, path);

        await ada.SeesStatus(Name, ada.Text("file.changedMine"));
        await linus.SeesStatus(Name, linus.Text("file.changedTheirs"));
        await ada.SeesFile(Name, "failed");
        Assert.NotNull(await download.FailureAsync());
    }

    /// <summary>Writes a file that was written to so many minutes ago.</summary>
    private static async Task<string> Write(TempFolder folder, string part, string name, byte[] bytes, int age = 0)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(folder.Path, part)).FullName, name);
        await File.WriteAllBytesAsync(path, bytes, TestContext.Current.CancellationToken);
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddMinutes(-age));
        return path;
    }

    private static async Task ChooseFromDisk(Guest guest, string name, string path)
    {
        var chooser = await guest.Page.RunAndWaitForFileChooserAsync(
            () => guest.Card(name).Locator("[data-test='choose-again']").ClickAsync());
        await chooser.SetFilesAsync(path);
    }

    private static async Task Choose(Guest guest, FilePayload file)
    {
        var chooser = await guest.Page.RunAndWaitForFileChooserAsync(
            () => guest.Card(Name).Locator("[data-test='choose-again']").ClickAsync());
        await chooser.SetFilesAsync(file);
    }
}
