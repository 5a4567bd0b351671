using Microsoft.Playwright;
using Teahouse.Server;

namespace Teahouse.Browser.Tests.Kit;

/// <summary>The real server with the published page, and the people who come in with their browsers.</summary>
public sealed class House : IAsyncDisposable
{
    private readonly List<Guest> _guests = [];
    private readonly Chromium _browsers;
    private readonly string _language;

    private House(TestServer server, Chromium browsers, string language) => (Server, _browsers, _language) = (server, browsers, language);

    public TestServer Server { get; }

    /// <summary>The published web client that `dotnet dev.cs test` has built.</summary>
    public static string WebRoot { get; } = FindWebRoot();

    /// <summary>Where browsers open it.</summary>
    public Uri Url => new($"http://{Chromium.Host}:{Server.Url.Port}/");

    public static async Task<House> Open(Chromium browsers, string language, Func<ChatOptions, ChatOptions>? change = null) =>
        new(await TestServer.Start(options => (change?.Invoke(options) ?? options) with { Web = WebRoot }), browsers, language);

    /// <summary>An account, without a window.</summary>
    public Task<TestPerson> Register(string name) => Server.Enter(name);

    /// <summary>
    /// A new window in a browser profile of its own, at the login. Linus and 张三 sit at the second browser, which speaks the other
    /// language, so that a conversation is looked at in both.
    /// </summary>
    /// <param name="name">Who comes.</param>
    /// <param name="change">Changes the browser profile.</param>
    /// <param name="url">Where the page is opened instead of at <see cref="Url"/>.</param>
    public async Task<Guest> Arrive(string name, Action<BrowserNewContextOptions>? change = null, Uri? url = null)
    {
        var second = name is People.Linus or People.张三;
        var language = !second ? _language : _language == "en" ? "zh-CN" : "en";
        var options = new BrowserNewContextOptions { Locale = language, ViewportSize = new ViewportSize { Width = 1280, Height = 800 } };
        change?.Invoke(options);
        var browser = second ? _browsers.Second : _browsers.First;
        var guest = await Guest.At(await browser.NewContextAsync(options), url ?? Url, name, language);
        _guests.Add(guest);
        return guest;
    }

    /// <summary>Somebody with an account, logged in through the page.</summary>
    public async Task<Guest> Enter(string name, Action<BrowserNewContextOptions>? change = null, Uri? url = null)
    {
        await Register(name);
        var guest = await Arrive(name, change, url);
        await guest.Login();
        return guest;
    }

    /// <summary>Closes the windows, and holds what their consoles said against the promise: no error, no word to another origin.</summary>
    public async ValueTask DisposeAsync()
    {
        var complaints = new List<string>();
        foreach (var guest in _guests)
        {
            complaints.AddRange(guest.Complaints);
            await guest.DisposeAsync();
        }
        await Server.DisposeAsync();
        Assert.Empty(complaints);
    }

    private static string FindWebRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var root = Path.Combine(folder.FullName, "artifacts", "web", "wwwroot");
            if (File.Exists(Path.Combine(root, "index.html"))) return root;
        }
        throw new InvalidOperationException("The web client is not published; run `dotnet dev.cs test`.");
    }
}
