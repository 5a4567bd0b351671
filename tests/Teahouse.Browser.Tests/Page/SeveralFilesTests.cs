using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Files that were offered together are asked about together, and move each by itself.</summary>
public sealed class SeveralFilesTests(Chromium browsers) : RowTests(browsers)
{
    private static readonly string[] Names = ["春.txt", "夏.txt", "秋.txt", "冬.txt", "tea.txt"];

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task The_receiver_is_asked_once_and_takes_some_of_them_with_the_keyboard(string language)
    {
        await using var house = await Open(language);
        var (ada, linus) = await Meet(house);
        await linus.Open(People.Ada);
        await ada.Open(People.Linus);

        await ada.Offer(Files());

        await Expect(linus.Find("offer-entry")).ToHaveCountAsync(Names.Length);
        await Expect(linus.Find("offer-many")).ToContainTextAsync("5");
        await Expect(linus.Find("offer-accept")).ToHaveTextAsync(linus.Text("file.acceptAll"));
        await Expect(linus.Find("offer-accept")).ToBeFocusedAsync();
        foreach (var name in Names[3..]) await Box(linus, name).PressAsync(" ");
        await Expect(linus.Find("offer-accept")).ToHaveTextAsync(linus.Text("file.acceptSome", ("n", "3"), ("all", "5")));
        await linus.Find("offer-accept").PressAsync("Enter");

        await Expect(linus.Find("offer-dialog")).ToBeHiddenAsync();
        foreach (var guest in (Guest[])[ada, linus])
        {
            foreach (var name in Names[..3]) await guest.SeesFile(name, "done");
            foreach (var name in Names[3..]) await guest.SeesFile(name, "declined");
        }
        var said = ada.Text("file.noticeMissingMine", ("missing", "2"), ("n", "5"), ("name", People.Linus));
        await Expect(ada.Find("notice")).ToHaveCountAsync(1);
        await Expect(ada.Find("notice")).ToContainTextAsync(said);
    }

    [Fact]
    public async Task All_are_declined_with_one_click()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await ada.Offer(Files());

        await linus.Find("offer-decline").ClickAsync();

        await Expect(linus.Find("offer-dialog")).ToBeHiddenAsync();
        foreach (var name in Names) await ada.SeesFile(name, "declined");
        await Expect(ada.Find("notice")).ToHaveCountAsync(1);
    }

    private static FilePayload[] Files() =>
        [.. Names.Select(name => new FilePayload { Name = name, MimeType = "text/plain", Buffer = new byte[30_000] })];

    private static ILocator Box(Guest guest, string name) =>
        guest.Page.Locator($"[data-test='offer-entry'][data-name='{name}'] [data-test='offer-wanted']");
}
