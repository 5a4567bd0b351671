using System.Globalization;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Kit;

/// <summary>A person at a browser window: what they do and what they see.</summary>
public sealed partial class Guest : IAsyncDisposable
{
    private const string ReadThrough = """
        async () => {
          const box = document.querySelector("[data-test=scroller]"), at = box.scrollTop, texts = new Map();
          const take = () => box.querySelectorAll("[data-test=message]").forEach(row =>
            texts.set(row.dataset.key, row.querySelector("[data-test=message-text]").innerText));
          const left = () => box.querySelector("[data-older]") || [...box.querySelectorAll("[data-space]")].some(s => s.offsetHeight > 0);
          const go = async top => { box.scrollTop = top; await new Promise(done => setTimeout(done, 50)); };
          if (!left()) return take(), [...texts.values()];
          for (await go(0); box.querySelector("[data-older]");) await go(0);
          for (take(); box.scrollTop + box.clientHeight < box.scrollHeight - 1; take()) await go(box.scrollTop + box.clientHeight);
          await go(at);
          return [...texts.values()];
        }
        """;

    private readonly List<string> _complaints = [];
    private int _connections;
    private readonly Uri _url;

    private Guest(IBrowserContext context, IPage page, Uri url, string name, string language) =>
        (Context, Page, _url, Name, Language) = (context, page, url, name, language);

    public IBrowserContext Context { get; }

    public IPage Page { get; }

    public string Name { get; }

    public string Language { get; }

    /// <summary>
    /// What the consoles of this window and of those opened from it held against the page, and every word to another origin.
    /// </summary>
    public IEnumerable<string> Complaints
    {
        get
        {
            lock (_complaints) return [.. _complaints];
        }
    }

    /// <summary>How many live connections this window and those opened from it have had.</summary>
    public int Connections => _connections;

    public static async Task<Guest> At(IBrowserContext context, Uri url, string name, string language)
    {
        context.SetDefaultTimeout(60_000);
        SetDefaultExpectTimeout(60_000);
        var guest = new Guest(context, await context.NewPageAsync(), url, name, language);
        guest.Watch(guest.Page);
        await guest.Page.GotoAsync(url.ToString());
        return guest;
    }

    /// <summary>Another window of the same profile.</summary>
    public async Task<Guest> OpenSecondWindow()
    {
        var second = new Guest(Context, await Context.NewPageAsync(), _url, Name, Language);
        Watch(second.Page);
        await second.Page.GotoAsync(_url.ToString());
        return second;
    }

    /// <summary>The same tab once more, as the browser duplicates it: with a copy of what this one keeps for itself.</summary>
    public async Task<Guest> Duplicate()
    {
        var copy = await Context.RunAndWaitForPageAsync(() => Page.EvaluateAsync("url => { window.open(url); }", _url.ToString()));
        var second = new Guest(Context, copy, _url, Name, Language);
        Watch(copy);
        return second;
    }

    /// <summary>An element by the name that it keeps for tests.</summary>
    public ILocator Find(string test) => Page.Locator($"[data-test='{test}']");

    /// <summary>A text of the page in this guest's language.</summary>
    public string Text(string key, params (string, string)[] places) => Texts.Of(Language, key, places);

    /// <summary>The texts of the open conversation, in their order; goes through the list when it is too long for the page.</summary>
    public Task<string[]> Read() => Page.EvaluateAsync<string[]>(ReadThrough);

    public async Task FillIn(string account, string password)
    {
        await Find("account").FillAsync(account);
        await Find("password").FillAsync(password);
    }

    /// <summary>Makes the account and logs in, all through the page.</summary>
    public async Task Register()
    {
        await FillIn(Name, People.Password);
        await Find("register-button").ClickAsync();
        await Expect(Find("login-message")).ToContainTextAsync(Text("login.registered"));
        await Login();
    }

    public async Task Login(string? password = null)
    {
        await FillIn(Name, password ?? People.Password);
        await Find("login-button").ClickAsync();
        await IsInside();
    }

    /// <summary>Waits, before the login, until every part of the page is there and .NET has drawn.</summary>
    public Task IsLoaded() => Expect(Find("loaded")).ToBeAttachedAsync();

    public async Task IsInside()
    {
        await Expect(Find("main")).ToHaveAttributeAsync("data-online", "true");
        await Expect(Find("message-input")).ToBeVisibleAsync();
    }

    public async Task Say(string text)
    {
        await Find("message-input").FillAsync(text);
        await Find("send").ClickAsync();
    }

    public ILocator Messages(string text) => Find("message").Filter(new() { Has = Page.GetByText(text, new() { Exact = true }) });

    public async Task Sees(string text, int times = 1) => await Expect(Messages(text)).ToHaveCountAsync(times);

    /// <summary>The row of a person in the list, or of the public room.</summary>
    public ILocator Row(string? person) =>
        person is null ? Find("public-room") : Page.Locator($"[data-test='person'][data-name='{person}']");

    public async Task Open(string? person)
    {
        await Row(person).ClickAsync();
        await Expect(Find("room-title")).ToHaveTextAsync(person ?? Text("room.public"));
    }

    public async Task HasUnread(string? person, int count)
    {
        await Expect(Row(person)).ToHaveAttributeAsync("data-unread", count.ToString(CultureInfo.InvariantCulture));
        await Expect(Row(person).Locator("[data-test='star']")).ToHaveCountAsync(count > 0 ? 1 : 0);
    }

    public async Task SeesThatIs(string person, bool online) =>
        await Expect(Row(person)).ToHaveAttributeAsync("data-online", online ? "true" : "false", new() { Timeout = 60_000 });

    /// <summary>Chooses files with the file button and confirms the preview when there is one.</summary>
    public async Task Offer(params FilePayload[] files)
    {
        var chooser = await Page.RunAndWaitForFileChooserAsync(() => Find("send-file").ClickAsync());
        await chooser.SetFilesAsync(files);
        await ConfirmPreview();
    }

    public async Task Offer(string path)
    {
        var chooser = await Page.RunAndWaitForFileChooserAsync(() => Find("send-file").ClickAsync());
        await chooser.SetFilesAsync(path);
        await ConfirmPreview();
    }

    public ILocator Card(string file) => Find("file-card").Filter(new() { Has = Page.GetByText(file, new() { Exact = true }) });

    public async Task SeesFile(string file, string state) =>
        await Expect(Card(file)).ToHaveAttributeAsync("data-state", state, new() { Timeout = 60_000 });

    public async Task SeesStatus(string file, string text) =>
        await Expect(Card(file).Locator("[data-test='file-status']")).ToHaveTextAsync(text, new() { Timeout = 60_000 });

    /// <summary>Accepts in the dialog and waits for the browser's own download.</summary>
    public async Task<byte[]> AcceptAndSave()
    {
        var download = await Page.RunAndWaitForDownloadAsync(() => Find("offer-accept").ClickAsync());
        return await File.ReadAllBytesAsync(await download.PathAsync());
    }

    public async Task<string> SaveScreenshot(string name)
    {
        var path = Path.Combine(Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), "teahouse-screens")).FullName, name + ".png");
        await Page.ScreenshotAsync(new() { Path = path });
        return path;
    }

    public async ValueTask DisposeAsync() => await Context.DisposeAsync();

    private async Task ConfirmPreview()
    {
        var confirm = Find("send-confirm");
        await confirm.Or(Find("file-card").Last).First.WaitForAsync();
        if (await confirm.IsVisibleAsync()) await confirm.ClickAsync();
    }

    private void Watch(IPage page)
    {
        page.Console += (_, message) =>
        {
            if (message.Type == "error" && !Expected().IsMatch(message.Text)) Complain($"{Name}'s console: {message.Text}");
        };
        // ws: is to http: what wss: is to https:.
        var live = $"ws{_url.ToString()["http".Length..]}";
        page.WebSocket += (_, socket) =>
        {
            Count(socket);
            if (!socket.Url.StartsWith(live, StringComparison.Ordinal)) Complain($"{Name}'s page connected to {socket.Url}");
        };
        page.PageError += (_, error) => Complain($"{Name}'s page: {error}");
        page.Request += (_, request) =>
        {
            if (!request.Url.StartsWith(_url.ToString(), StringComparison.Ordinal)
                && !request.Url.StartsWith("blob:", StringComparison.Ordinal))
                Complain($"{Name}'s page asked {request.Url}");
        };
    }

    private void Count(IWebSocket socket)
    {
        var one = 1;
        socket.FrameReceived += (_, _) => Interlocked.Add(ref _connections, Interlocked.Exchange(ref one, 0));
    }

    private void Complain(string text)
    {
        lock (_complaints) _complaints.Add(text);
    }

    /// <summary>Chromium notes every refused or failed request as an error, also those that the page answers with a message.</summary>
    [GeneratedRegex("Failed to load resource|WebSocket connection to .* failed|net::ERR_")]
    private static partial Regex Expected();
}
