using System.Diagnostics;
using Teahouse.Browser.Tests.Kit;

namespace Teahouse.Browser.Tests.Delivery;

/// <summary>Ada's desk: three windows in a browser that may be killed, a server that may be killed, and Linus who reads along.</summary>
internal sealed class Desk : IAsyncDisposable
{
    private const string Language = "zh-CN";
    private const string Waiting = """
        () => new Promise((yes, no) => {
          const opening = indexedDB.open("teahouse");
          opening.onerror = no;
          opening.onsuccess = () => {
            const counting = opening.result.transaction("rows").objectStore("rows").count();
            counting.onsuccess = () => { opening.result.close(); yes(counting.result); };
          };
        })
        """;

    private readonly TempFolder _profile = new();
    private readonly TempFolder _data;
    private readonly Chromium _browsers;
    private readonly List<WritingWindow> _all = [];
    private readonly List<Guest> _guests = [];

    private Desk(Chromium browsers, TempFolder data, ServerProcess server) => (_browsers, _data, Server) = (browsers, data, server);

    public ServerProcess Server { get; }

    public Guest Linus { get; private set; } = null!;

    /// <summary>Ada's browser.</summary>
    public BrowserProcess Browser { get; private set; } = null!;

    /// <summary>What the consoles held against the page.</summary>
    public IEnumerable<string> Complaints => _guests.SelectMany(guest => guest.Complaints);

    /// <summary>The three that stand open.</summary>
    public WritingWindow[] Windows { get; private set; } = [];

    /// <summary>All that ever stood open.</summary>
    public IReadOnlyList<WritingWindow> All => _all;

    /// <summary>Live connections that were made beyond the first one of each window.</summary>
    public int Reconnects => _guests.Sum(guest => guest.Connections) - _all.Count - 1;

    private Uri Url => new($"http://{Chromium.Host}:{Server.Url.Port}/");

    public static async Task<Desk> Open(Chromium browsers)
    {
        var data = new TempFolder();
        return new Desk(browsers, data, await ServerProcess.Start(data.Path, "--web", House.WebRoot));
    }

    /// <summary>Both come and log in.</summary>
    public async Task Gather()
    {
        Linus = await Guest.At(await _browsers.Second.NewContextAsync(new() { Locale = "en" }), Url, People.Linus, "en");
        _guests.Add(Linus);
        await Linus.Register();
        await SitDown();
    }

    /// <summary>Starts the browser on its profile, and opens three windows.</summary>
    public async Task SitDown()
    {
        Browser = await BrowserProcess.Start(_browsers, _profile.Path, Language);
        var first = await Guest.At(Browser.Context, Url, People.Ada, Language);
        _guests.Add(first);
        await LogIn(first);
        Guest[] guests = [first, .. await Task.WhenAll(first.OpenSecondWindow(), first.OpenSecondWindow())];
        foreach (var guest in guests) await guest.IsInside();
        Windows = [.. guests.Select((guest, i) => new WritingWindow(guest, $"w{_all.Count + i + 1}"))];
        _all.AddRange(Windows);
    }

    /// <summary>
    /// Waits until Linus and each of Ada's windows have all that was promised and no outbox holds anything, or until it is clear that
    /// this will not be; gives what each of them reads, and how many messages wait.
    /// </summary>
    public async Task<(string[][] Read, int Waiting)> Settle(TimeSpan patience)
    {
        Guest[] readers = [Linus, .. Windows.Select(window => window.Guest)];
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(250))
        {
            var read = await Task.WhenAll(readers.Select(reader => reader.Read()));
            var waiting = await Windows[0].Guest.Page.EvaluateAsync<int>(Waiting);
            if ((waiting == 0 && read.All(texts => !Lacking(texts).Any())) || clock.Elapsed > patience) return (read, waiting);
        }
    }

    /// <summary>What was promised and is not there.</summary>
    public IEnumerable<string> Lacking(IEnumerable<string> texts) => _all.SelectMany(window => window.Promises).Except(texts);

    public async ValueTask DisposeAsync()
    {
        if (Browser is not null) await Browser.DisposeAsync();
        if (Linus is not null) await Linus.DisposeAsync();
        await Server.DisposeAsync();
        _profile.Dispose();
        _data.Dispose();
    }

    /// <summary>A browser that was killed soon after a login may have forgotten it.</summary>
    private async Task LogIn(Guest ada)
    {
        if (_all.Count == 0)
        {
            await ada.Register();
            return;
        }
        var inside = ada.Page.Locator("[data-test='main'][data-online='true']");
        await inside.Or(ada.Page.Locator("html[data-screen='login']")).First.WaitForAsync(new() { Timeout = 60_000 });
        if (!await inside.IsVisibleAsync()) await ada.Login();
    }
}
