using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Where the keys lead, and what they do there.</summary>
public sealed class KeyboardOrderTests(Chromium browsers) : RowTests(browsers)
{
    private const int MiB = 1024 * 1024;
    private const string Link = "http://tea.example/menu";

    /// <summary>What the focus is on: its name for tests, or its tag.</summary>
    private const string Focused = "() => document.activeElement.dataset.test ?? document.activeElement.tagName";

    /// <summary>Where it begins.</summary>
    private const string Corner =
        "() => { const { left, top } = document.activeElement.getBoundingClientRect(); return [left, top]; }";

    /// <summary>Whether the message that the focus is on has this word at its copy button.</summary>
    private const string Says = "word => document.activeElement.querySelector('[data-test=copy]')?.ariaLabel === word";

    /// <summary>The conversation from its head down to its message box, then the column beside it; the link is in a message.</summary>
    private static readonly string[] Order =
    [
        "bell", "scroller", "A", "message-input", "send-file", "send-folder", "send",
        "find", "shortcuts", "public-room", "person", "settings", "change-password", "logout",
    ];

    [Fact]
    public async Task Tab_leads_through_the_page_in_the_order_of_the_eye_and_Shift_and_Tab_lead_back()
    {
        await using var house = await Open("en");
        await using var linus = await (await house.Register(People.Linus)).Open();
        var ada = await house.Enter(People.Ada);
        await ada.Open(People.Linus);
        await ada.Say(Link);
        await Expect(ada.Messages(Link)).ToHaveAttributeAsync("data-state", "sent");
        // Without a text there is nothing to send, and the button is passed over.
        await ada.Find("message-input").FillAsync("ready");
        await Expect(ada.Find("send")).ToBeEnabledAsync();
        await Expect(ada.Find("message-input")).ToBeFocusedAsync();

        var ahead = await Walk(ada, "Tab", 10);
        var back = await Walk(ada, "Shift+Tab", 13);

        Assert.Equal(Order[4..], ahead.Select(place => place.Name));
        Assert.Equal(Enumerable.Reverse(Order[..^1]), back.Select(place => place.Name));
        var side = (await ada.Find("people").BoundingBoxAsync())!.X;
        Place[] all = [.. Enumerable.Reverse(back), ahead[^1]];
        foreach (var (one, next) in all.Zip(all.Skip(1))) Assert.True(Follows(one, next, side), $"{one} {next}");
    }

    [Fact]
    public async Task A_file_is_taken_back_paused_and_resumed_and_the_public_room_is_jumped_to_without_a_mouse()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        var keys = ada.Page.Keyboard;
        await ada.Open(People.Linus);
        await Choose(ada, "误.txt", 100);
        await Expect(linus.Find("offer-dialog")).ToBeVisibleAsync();
        await keys.PressAsync("Shift+Tab");
        await Expect(Control(ada, "误.txt", "file-cancel")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await ada.SeesFile("误.txt", "cancelled");
        await Expect(linus.Find("offer-dialog")).ToBeHiddenAsync();
        // The button is gone; the focus stays with its row.
        await Expect(ada.Find("file-row")).ToBeFocusedAsync();
        await keys.PressAsync("Escape");
        await Expect(ada.Find("message-input")).ToBeFocusedAsync();

        // The last chunk is on its way when it is paused.
        var goOn = new TaskCompletionSource();
        await ada.Context.RouteAsync($"**/api/files/*/bytes/{8 * MiB}", async route =>
        {
            await goOn.Task;
            await route.ContinueAsync();
        });
        await Choose(ada, "电影.mkv", 9 * MiB);
        var download = linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").PressAsync("Enter"));
        await Expect(Control(ada, "电影.mkv", "file-progress")).ToHaveAttributeAsync("data-moved", $"{8 * MiB}");
        await keys.PressAsync("Shift+Tab");
        await Expect(Control(ada, "电影.mkv", "file-cancel")).ToBeFocusedAsync();
        await keys.PressAsync("Shift+Tab");
        await Expect(Control(ada, "电影.mkv", "file-pause")).ToBeFocusedAsync();
        await keys.PressAsync("Enter");
        await Expect(Control(ada, "电影.mkv", "file-resume")).ToBeFocusedAsync();
        await ada.SeesStatus("电影.mkv", ada.Text("file.pausedByMe"));
        await keys.PressAsync("Enter");
        await Expect(Control(ada, "电影.mkv", "file-pause")).ToBeFocusedAsync();
        goOn.SetResult();
        Assert.Equal(9 * MiB, new FileInfo(await (await download).PathAsync()).Length);
        await ada.SeesFile("电影.mkv", "done");

        await keys.PressAsync("Control+k");
        await Expect(ada.Find("jump-input")).ToBeFocusedAsync();
        await keys.TypeAsync(ada.Text("room.public"));
        await Expect(ada.Find("jump-entry")).ToHaveCountAsync(1);
        await keys.PressAsync("Enter");
        await Expect(ada.Find("room-title")).ToHaveTextAsync(ada.Text("room.public"));
        await Expect(ada.Find("message-input")).ToBeFocusedAsync();
    }

    [Fact]
    public async Task Who_has_no_mouse_looks_at_the_password_changes_the_language_and_logs_in()
    {
        await using var house = await Open("en");
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        var keys = ada.Page.Keyboard;
        // .NET has read the page's words by then, and has to read them again.
        await ada.IsLoaded();
        await Expect(ada.Find("account")).ToBeFocusedAsync();
        await keys.TypeAsync(People.Ada);
        await TabTo("password");
        await keys.TypeAsync(People.Password);
        await Expect(ada.Find("password")).ToHaveAttributeAsync("type", "password");

        await TabTo("show-password");
        await keys.PressAsync(" ");
        await Expect(ada.Find("password")).ToHaveAttributeAsync("type", "text");
        await Expect(ada.Find("password")).ToHaveValueAsync(People.Password);

        await TabTo("login-button");
        await TabTo("register-button");
        await TabTo("login-language");
        await keys.PressAsync("Enter");
        await Expect(ada.Find("login-button")).ToHaveTextAsync(Texts.Of("zh-CN", "login.login"));

        await TabTo("register-button", "Shift+Tab");
        await TabTo("login-button", "Shift+Tab");
        await keys.PressAsync("Enter");
        await ada.IsInside();
        await Expect(ada.Find("me")).ToHaveTextAsync(People.Ada);
        await Expect(ada.Find("send")).ToHaveTextAsync(Texts.Of("zh-CN", "message.send"));

        async Task TabTo(string test, string key = "Tab")
        {
            await keys.PressAsync(key);
            await Expect(ada.Find(test)).ToBeFocusedAsync();
        }
    }

    [Fact]
    public async Task Ctrl_and_C_copy_the_message_that_the_focus_is_on_or_what_is_selected_of_it()
    {
        await using var house = await Open();
        // At the second browser: all windows of one share its clipboard, and other tests copy at the first.
        var linus = await house.Enter(People.Linus);
        var keys = linus.Page.Keyboard;
        var box = linus.Find("message-input");
        await linus.Say("第一杯 first");
        await linus.Say("oolong!");
        await Expect(linus.Messages("oolong!")).ToHaveAttributeAsync("data-state", "sent");
        await box.FocusAsync();
        await keys.PressAsync("ArrowUp");
        await Expect(linus.Messages("oolong!")).ToBeFocusedAsync();
        await keys.PressAsync("ArrowUp");
        await Expect(linus.Messages("第一杯 first")).ToBeFocusedAsync();

        // It is said for a moment only, so the wait for it comes first.
        var told = linus.Page.WaitForFunctionAsync(Says, linus.Text("message.copied"));
        await keys.PressAsync("Control+c");
        await told;
        await Expect(linus.Messages("第一杯 first")).ToBeFocusedAsync();
        await Paste("第一杯 first");

        await linus.Page.GetByText("oolong!", new() { Exact = true }).DblClickAsync();
        await Expect(linus.Messages("oolong!")).ToBeFocusedAsync();
        await keys.PressAsync("Control+c");
        await Paste("oolong");

        async Task Paste(string copied)
        {
            await keys.PressAsync("Escape");
            await Expect(box).ToBeFocusedAsync();
            await keys.PressAsync("Control+v");
            await Expect(box).ToHaveValueAsync(copied);
            await box.FillAsync("");
        }
    }

    /// <summary>Presses a key again and again, and tells where it led.</summary>
    private static async Task<List<Place>> Walk(Guest guest, string key, int steps)
    {
        var places = new List<Place>();
        for (var i = 0; i < steps; i++)
        {
            await guest.Page.Keyboard.PressAsync(key);
            var corner = await guest.Page.EvaluateAsync<double[]>(Corner);
            places.Add(new Place(await guest.Page.EvaluateAsync<string>(Focused), corner[0], corner[1]));
        }
        return places;
    }

    /// <summary>Whether the eye comes from the one to the next: beside it, below it, or in the column on the right.</summary>
    private static bool Follows(Place one, Place next, double side) => (one.X >= side) == (next.X >= side)
        ? next.Y > one.Y + 5 || (Math.Abs(next.Y - one.Y) <= 5 && next.X > one.X)
        : next.X >= side;

    /// <summary>Offers a file, and goes to the message box.</summary>
    private static async Task Choose(Guest ada, string name, int size)
    {
        var file = new FilePayload { Name = name, MimeType = "application/octet-stream", Buffer = new byte[size] };
        await ada.Find("file-input").SetInputFilesAsync(file);
        await ada.SeesFile(name, "offered");
        await ada.Find("message-input").FocusAsync();
    }

    private static ILocator Control(Guest guest, string file, string control) => guest.Card(file).Locator($"[data-test='{control}']");

    private sealed record Place(string Name, double X, double Y);
}
