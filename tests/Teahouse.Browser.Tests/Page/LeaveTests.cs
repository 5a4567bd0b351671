using System.Security.Cryptography;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class LeaveTests(Chromium browsers) : RowTests(browsers)
{
    private const int MiB = 1024 * 1024;
    private const string Name = "讲座.mp4";

    [Fact]
    public async Task A_file_left_for_somebody_who_is_away_goes_on_after_a_reload_and_arrives_when_its_sender_has_gone()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.DisposeAsync();
        await ada.SeesThatIs(People.Linus, online: false);
        using var folder = new TempFolder();
        var path = Path.Combine(folder.Path, Name);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(6 * MiB), TestContext.Current.CancellationToken);
        await ada.Context.RouteAsync($"**/api/files/*/bytes/{4 * MiB}", route => route.AbortAsync("connectionreset"));

        await (await ada.Page.RunAndWaitForFileChooserAsync(() => ada.Find("send-file").ClickAsync())).SetFilesAsync(path);
        await Expect(ada.Find("send-away")).ToHaveTextAsync(ada.Text("file.leaveAway", ("name", People.Linus)));
        await ada.Find("send-leave").PressAsync(" ");
        await Expect(ada.Find("send-leave")).ToBeCheckedAsync();
        await ada.Find("send-confirm").ClickAsync();
        await Expect(ada.Card(Name).Locator("[data-test='file-progress']")).ToHaveAttributeAsync("data-moved", $"{4 * MiB}");

        await ada.Page.ReloadAsync();
        await ada.Open(People.Linus);
        await ada.Context.UnrouteAllAsync();
        await (await ada.Page.RunAndWaitForFileChooserAsync(() => ada.Find("choose-again").ClickAsync())).SetFilesAsync(path);
        await ada.SeesStatus(Name, ada.Text("file.liesMine", ("name", People.Linus)));
        await ada.SeesFile(Name, "offered");
        await ada.DisposeAsync();

        var again = await house.Enter(People.Linus);
        await Expect(again.Find("offer-lies")).ToHaveTextAsync(again.Text("file.offerLies", ("name", People.Ada)));
        var saved = await again.AcceptAndSave();
        Assert.True(File.ReadAllBytes(path).AsSpan().SequenceEqual(saved));
        await again.Open(People.Ada);
        await again.SeesFile(Name, "done");
    }
}
