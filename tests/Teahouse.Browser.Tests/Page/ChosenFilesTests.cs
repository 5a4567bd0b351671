using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Files that are dropped, pasted or chosen several at once are shown before they are sent.</summary>
public sealed class ChosenFilesTests(Chromium browsers) : RowTests(browsers)
{
    /// <summary>Files as a drag or the clipboard carries them: names, and a real picture for what ends in .png.</summary>
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Dropped_files_are_listed_and_sent_but_the_public_room_says_that_files_go_to_one_person(string language)
    {
        await using var house = await Open(language);
        var (ada, linus) = await Meet(house);
        await IsRefusedInPublic(ada);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);

        var files = await CarriedFiles.Drag(ada, "茶单.txt", "tea.txt", "杯子.png");
        await Expect(ada.Find("drop-zone")).ToHaveTextAsync(ada.Text("file.dropHere", ("name", People.Linus)));
        await Expect(ada.Find("drop-zone")).ToBeVisibleAsync();
        await CarriedFiles.Drop(ada, files);

        await Expect(ada.Find("drop-zone")).ToBeHiddenAsync();
        await Expect(ada.Find("send-entry")).ToHaveCountAsync(3);
        await Entry(ada, "tea.txt").FocusAsync();
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Find("send-entry")).ToHaveCountAsync(2);
        await Expect(Entry(ada, "杯子.png")).ToBeFocusedAsync();
        await Expect(ada.Find("send-total")).ToContainTextAsync("2");
        await ada.Find("send-confirm").PressAsync("Enter");

        await Expect(ada.Find("send-dialog")).ToBeHiddenAsync();
        foreach (var guest in (Guest[])[ada, linus])
        {
            await guest.SeesFile("茶单.txt", "offered");
            await guest.SeesFile("杯子.png", "offered");
            await Expect(guest.Find("file-card")).ToHaveCountAsync(2);
        }
    }

    [Fact]
    public async Task A_pasted_picture_is_shown_and_sent_and_copied_text_stays_text()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await Paste(ada, await CarriedFiles.Of(ada, "截图.png"), "乌龙");
        await Expect(ada.Find("send-dialog")).ToBeHiddenAsync();

        await Paste(ada, await CarriedFiles.Of(ada, "截图.png"));

        await Expect(ada.Find("send-picture")).ToBeVisibleAsync();
        Assert.Equal(240, await ada.Find("send-picture").EvaluateAsync<int>("async i => { await i.decode(); return i.naturalWidth; }"));
        await ada.Find("send-confirm").ClickAsync();
        Assert.NotEmpty(await linus.AcceptAndSave());
        await ada.SeesFile("截图.png", "done");
    }

    [Fact]
    public async Task Several_chosen_files_are_listed_and_escape_sends_none()
    {
        await using var house = await Open("en");
        var (ada, _) = await Meet(house);
        await ada.Open(People.Linus);
        await ada.Find("file-input").SetInputFilesAsync(
            Enumerable.Range(1, 12)
                .Select(i => new FilePayload { Name = $"{i}.txt", MimeType = "text/plain", Buffer = new byte[i * 1000] }));

        await Expect(ada.Find("send-entry")).ToHaveCountAsync(12);
        await Expect(ada.Find("send-confirm")).ToBeInViewportAsync();
        await Expect(ada.Find("send-confirm")).ToBeFocusedAsync();
        await ada.Page.Keyboard.PressAsync("Escape");

        await Expect(ada.Find("send-dialog")).ToBeHiddenAsync();
        await Expect(ada.Find("file-card")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task A_dropped_folder_is_the_files_in_it_and_names_that_are_alike_are_made_unlike()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        using var folder = new TempFolder();
        var shelf = Path.Combine(folder.Path, "茶架");
        foreach (var part in (string[])["绿茶", "红茶"])
        {
            var inner = Directory.CreateDirectory(Path.Combine(shelf, part)).FullName;
            await File.WriteAllTextAsync(Path.Combine(inner, "茶.txt"), part, TestContext.Current.CancellationToken);
        }
        await DropFromDisk(ada, shelf);

        await Expect(ada.Find("send-entry")).ToHaveCountAsync(2);
        await ada.Find("send-confirm").ClickAsync();
        await linus.Find("offer-accept").ClickAsync();

        await ada.SeesFile("茶.txt", "done");
        await ada.SeesFile("茶 (2).txt", "done");
    }

    /// <summary>A real folder of the disk, which a script cannot carry.</summary>
    private static async Task DropFromDisk(Guest guest, string path)
    {
        var session = await guest.Context.NewCDPSessionAsync(guest.Page);
        foreach (var type in (string[])["dragEnter", "dragOver", "drop"])
        {
            await session.SendAsync("Input.dispatchDragEvent", new Dictionary<string, object>
            {
                ["type"] = type,
                ["x"] = 300,
                ["y"] = 300,
                ["data"] = new { items = Array.Empty<object>(), files = new[] { path }, dragOperationsMask = 1 },
            });
        }
        await session.DetachAsync();
    }

    private static ILocator Entry(Guest guest, string name) =>
        guest.Page.Locator($"[data-test='send-entry'][data-name='{name}'] [data-test='send-take-out']");

    private static async Task IsRefusedInPublic(Guest guest)
    {
        var files = await CarriedFiles.Drag(guest, "茶单.txt");
        await Expect(guest.Find("drop-zone")).ToHaveTextAsync(guest.Text("file.publicReason"));
        await Expect(guest.Find("drop-zone")).ToBeVisibleAsync();
        await CarriedFiles.Drop(guest, files);
        await Expect(guest.Find("notice")).ToContainTextAsync(guest.Text("file.publicReason"));
        await Expect(guest.Find("send-dialog")).ToBeHiddenAsync();

        // Told again, it takes no more room, and both are closed at once.
        await CarriedFiles.Drop(guest, await CarriedFiles.Drag(guest, "茶单.txt"));
        await Expect(guest.Find("notices-more")).ToContainTextAsync(guest.Text("notice.more", ("n", "1")));
        await Expect(guest.Find("notice")).ToHaveCountAsync(1);
        await guest.Find("notices-close").ClickAsync();
        await Expect(guest.Find("notice")).ToHaveCountAsync(0);
    }

    private static Task Paste(Guest guest, IJSHandle files, string? text = null) => files.EvaluateAsync(
        """
        (files, text) => {
          if (text) files.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true });
          document.querySelector("[data-composer]").dispatchEvent(event);
        }
        """, text);
}
