using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Every word of the page comes from its dictionary: with one whose texts are marked, no other words are left.</summary>
public sealed partial class WordTests(Chromium browsers)
{
    private const string Said = "午饭?";

    /// <summary>All texts of the page, seen or not, but what stands on keys and what is said where there are no scripts.</summary>
    private const string Written = """
        () => {
          const found = [document.title];
          const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
          while (texts.nextNode())
            if (!texts.currentNode.parentElement.closest("script, style, noscript, kbd")) found.push(texts.currentNode.data);
          for (const name of ["aria-label", "title", "placeholder", "alt"])
            for (const e of document.querySelectorAll(`body [${name}]`)) found.push(e.getAttribute(name));
          return found.filter(text => text !== navigator.userAgent);
        }
        """;

    /// <summary>Words that are no texts of the page: names and their initials, what was said, files, sizes, keys, programs.</summary>
    private static readonly HashSet<string> Data =
        [People.Ada, People.Linus, "A", "L", "午饭", "茶单", "杯子", "txt", "KB", "Ctrl", "K", "Chrome", "Linux"];

    private static readonly (string Button, string Dialog)[] Doors =
    [
        ("find", "jump-dialog"), ("shortcuts", "shortcuts-dialog"), ("change-password", "password-dialog"), ("logout", "logout-dialog"),
    ];

    [Fact]
    public async Task No_word_of_the_page_stands_anywhere_but_in_its_dictionaries()
    {
        await using var house = await House.Open(browsers, "en");
        var adasId = (await house.Register(People.Ada)).Id;
        await using var linus = await (await house.Register(People.Linus)).Open();
        var ada = await house.Arrive(People.Ada);
        await ada.Context.RouteAsync("**/texts/*.json", route => Serve(route));
        await ada.Page.ReloadAsync();
        var others = new List<string>();

        await Enter(ada, Look);
        await Talk(ada, linus, adasId, Look);
        await OpenDialogs(ada, Look);
        Assert.True(others.Count == 0, string.Join('\n', others));

        async Task Look(string screen)
        {
            var written = await ada.Page.EvaluateAsync<string[]>(Written);
            Assert.Contains(written, text => FromBook().IsMatch(text));
            others.AddRange(written.Where(HasOtherWords).Select(text => $"{screen}: {text.Trim()}"));
        }
    }

    private static async Task Enter(Guest ada, Func<string, Task> look)
    {
        await Expect(ada.Find("login-button")).ToHaveTextAsync(Mark(ada.Text("login.login")));
        await look("login");
        await ada.FillIn(People.Ada, "not her password");
        await ada.Find("login-button").ClickAsync();
        await Expect(ada.Find("login-message")).ToHaveTextAsync(Mark(ada.Text("error.2008")));
        await look("login, refused");
        await ada.Login();
        await Expect(ada.Find("empty")).ToHaveTextAsync(Mark(ada.Text("room.empty.public")));
        await look("public room, empty");
        await ada.Say(Said);
        await Expect(ada.Messages(Said)).ToHaveAttributeAsync("data-state", "sent");
        await look("public room");
    }

    private static async Task Talk(Guest ada, TestWindow linus, long adasId, Func<string, Task> look)
    {
        var between = (await linus.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(adasId))).Id;
        await linus.Say(Said, between);
        await ada.HasUnread(People.Linus, 1);
        await look("unread");
        await ada.Open(People.Linus);
        await ada.Sees(Said);
        await look("private conversation");

        var offer = new OfferFile(between, Guid.CreateVersion7(), "茶单.txt", 3_000);
        await linus.Call<FileOffer>(nameof(IChatServer.OfferFile), offer);
        await Expect(ada.Find("offer-dialog")).ToBeVisibleAsync();
        await look("offer dialog");
        await ada.Find("offer-later").ClickAsync();
        await ada.SeesStatus("茶单.txt", Mark(ada.Text("file.offered")));
        await look("file card");
        await ada.Find("file-input").SetInputFilesAsync([Named("茶单.txt"), Named("杯子.txt")]);
        await Expect(ada.Find("send-dialog")).ToBeVisibleAsync();
        await look("send dialog");
        await ada.Find("send-cancel").ClickAsync();
        await Expect(ada.Find("send-dialog")).ToHaveCountAsync(0);
    }

    private static async Task OpenDialogs(Guest ada, Func<string, Task> look)
    {
        foreach (var (button, dialog) in Doors)
        {
            await ada.Find(button).ClickAsync();
            await Expect(ada.Find(dialog)).ToBeVisibleAsync();
            await look(dialog);
            await ada.Page.Keyboard.PressAsync("Escape");
            await Expect(ada.Find(dialog)).ToHaveCountAsync(0);
        }

        await ada.Find("settings").ClickAsync();
        await Expect(ada.Find("settings-dialog")).ToBeVisibleAsync();
        await look("settings dialog");
        await ada.Find("sessions").ClickAsync();
        await Expect(ada.Find("session")).ToHaveCountAsync(2);
        await look("sessions dialog");
        await ada.Find("sessions-close").ClickAsync();
        await ada.Find("language-zh-CN").CheckAsync();
        await Expect(ada.Find("settings-close")).ToHaveTextAsync(Mark(Texts.Of("zh-CN", "dialog.ok")));
        await look("settings dialog, in Chinese");
    }

    private static bool HasOtherWords(string text)
    {
        // Texts stand within others, such as a month's name within a date.
        for (var before = ""; before != text;) (before, text) = (text, FromBook().Replace(text, " "));
        return Word().Matches(text).Any(word => !Data.Contains(word.Value));
    }

    private static string Mark(string text) => $"⟦{text}⟧";

    private static Task Serve(IRoute route)
    {
        var file = Path.Combine(House.WebRoot, "texts", Path.GetFileName(new Uri(route.Request.Url).AbsolutePath));
        var book = JsonSerializer.Deserialize<Dictionary<string, string>>(File.ReadAllText(file))!;
        var marked = JsonSerializer.Serialize(book.ToDictionary(entry => entry.Key, entry => Mark(entry.Value)));
        return route.FulfillAsync(new() { ContentType = "application/json", Body = marked });
    }

    private static FilePayload Named(string name) => new() { Name = name, MimeType = "text/plain", Buffer = new byte[3_000] };

    [GeneratedRegex("⟦[^⟦⟧]*⟧")]
    private static partial Regex FromBook();

    [GeneratedRegex(@"\p{L}[\p{L}\p{N}]*")]
    private static partial Regex Word();
}
