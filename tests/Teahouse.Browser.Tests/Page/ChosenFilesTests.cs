using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Files that are dropped, pasted or chosen several at once are shown before they are sent.</summary>
public sealed class ChosenFilesTests(Chromium browsers) : RowTests(browsers)
{
    /// <summary>Files as a drag or the clipboard carries them: names, and a real picture for what ends in .png.</summary>
    private const string Carry =
        """
        async (names) => {
          const carried = new DataTransfer();
          for (const name of names) {
            const canvas = Object.assign(document.createElement("canvas"), { width: 240, height: 120 });
            canvas.getContext("2d").fillRect(20, 20, 100, 60);
            const picture = await new Promise(done => canvas.toBlob(done, "image/png"));
            const image = name.endsWith(".png");
            carried.items.add(new File([image ? picture : name.repeat(300)], name, { type: image ? "image/png" : "text/plain" }));
          }
          return carried;
        }
        """;

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Dropped_files_are_listed_one_is_taken_out_with_the_keyboard_and_the_others_are_sent(string language)
    {
        await using var house = await Open(language);
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);

        var files = await Drag(ada, "茶单.txt", "tea.txt", "杯子.png");
        await Expect(ada.Find("drop-zone")).ToHaveTextAsync(ada.Text("file.dropHere", ("name", People.Linus)));
        await Expect(ada.Find("drop-zone")).ToBeVisibleAsync();
        await Drop(ada, files);

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

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task In_the_public_room_it_is_said_that_files_go_to_one_person(string language)
    {
        await using var house = await Open(language);
        var ada = await house.Enter(People.Ada);

        var files = await Drag(ada, "茶单.txt");
        await Expect(ada.Find("drop-zone")).ToHaveTextAsync(ada.Text("file.dropPublic"));
        await Expect(ada.Find("drop-zone")).ToBeVisibleAsync();
        await Drop(ada, files);

        await Expect(ada.Find("notice")).ToContainTextAsync(ada.Text("file.dropPublic"));
        await Expect(ada.Find("send-dialog")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task A_pasted_picture_is_shown_and_sent_and_copied_text_stays_text()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await Paste(ada, await Carried(ada, "截图.png"), "乌龙");
        await Expect(ada.Find("send-dialog")).ToBeHiddenAsync();

        await Paste(ada, await Carried(ada, "截图.png"));

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

    private static ILocator Entry(Guest guest, string name) =>
        guest.Page.Locator($"[data-test='send-entry'][data-name='{name}'] [data-test='send-take-out']");

    private static async Task<IJSHandle> Drag(Guest guest, params string[] names)
    {
        var files = await Carried(guest, names);
        await guest.Page.DispatchEventAsync("body", "dragenter", new { dataTransfer = files });
        return files;
    }

    private static Task Drop(Guest guest, IJSHandle files) =>
        guest.Page.DispatchEventAsync("body", "drop", new { dataTransfer = files });

    private static Task Paste(Guest guest, IJSHandle files, string? text = null) => files.EvaluateAsync(
        """
        (files, text) => {
          if (text) files.setData("text/plain", text);
          const event = new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true });
          document.querySelector("[data-composer]").dispatchEvent(event);
        }
        """, text);

    private static Task<IJSHandle> Carried(Guest guest, params string[] names) => guest.Page.EvaluateHandleAsync(Carry, names);
}
