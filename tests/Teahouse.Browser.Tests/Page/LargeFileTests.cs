using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Large files between two browsers, for <c>dotnet dev.cs faults large-file</c>; <c>--short</c> takes smaller ones.</summary>
[Trait("fault", "large-file")]
public sealed class LargeFileTests(Chromium browsers) : IAsyncLifetime
{
    private const long Mib = 1 << 20;
    private const int PatienceMs = 30 * 60 * 1000;

    private readonly TempFolder _data = new();
    private readonly TempFolder _files = new();
    private readonly List<IBrowser> _windows = [];
    private ServerProcess _server = null!;

    private string Spool => Path.Combine(_data.Path, "spool");

    public async ValueTask InitializeAsync() => _server = await ServerProcess.Start(_data.Path, "--web", House.WebRoot);

    [Fact]
    public async Task Neither_a_page_nor_the_server_grows_with_the_file()
    {
        var (adas, linuses) = (await browsers.Another(), await browsers.Another());
        var (ada, linus) = (await Enter(adas, People.Ada), await Enter(linuses, People.Linus));
        await ada.Open(People.Linus);
        await Carry(ada, linus, 64 * Mib);
        var (sends, receives) = (await ProcessesOf(adas), await ProcessesOf(linuses));
        var size = (FaultTable.Full ? 5 * 1024 : 128) * Mib;

        await using var server = new ResidentMemory(() => [_server.Id]);
        await using var sender = new ResidentMemory(() => sends.Pages);
        await using var senders = new ResidentMemory(() => sends.All);
        await using var receiver = new ResidentMemory(() => receives.Pages);
        await using var receivers = new ResidentMemory(() => receives.All);
        var clock = Stopwatch.StartNew();
        await Carry(ada, linus, size);

        FaultTable.Print(
            [
                "browser to browser", "seconds", "server MiB", "sending page MiB", "receiving page MiB", "sending browser, all of it",
                "receiving browser, all of it",
            ],
            [$"{size / Mib} MiB", Seconds(clock), $"{server}", $"{sender}", $"{receiver}", $"{senders}", $"{receivers}"]);
        Assert.InRange(server.AtMost - server.AtFirst, 0, 128);
        Assert.InRange(sender.AtMost - sender.AtFirst, 0, 256);
        Assert.InRange(receiver.AtMost - receiver.AtFirst, 0, 256);
    }

    [Fact]
    public async Task A_page_that_was_loaded_again_goes_on_at_once_with_the_file_that_is_chosen_again()
    {
        var rows = new List<string[]>();
        var ada = await Enter(await browsers.Another(), People.Ada);
        // He goes, and receives nothing, so that only the sender counts.
        await using (await Enter(await browsers.Another(), People.Linus)) await ada.Open(People.Linus);
        await ada.SeesThatIs(People.Linus, online: false);
        foreach (var size in FaultTable.Full ? (long[])[128 * Mib, 10 * 1024 * Mib] : [96 * Mib, 128 * Mib])
        {
            var path = Sparse(size);
            var name = Path.GetFileName(path);
            await Choose(ada, path);
            await ada.Find("send-leave").CheckAsync();
            await ada.Find("send-confirm").ClickAsync();
            await Holds(size / 2);
            await ada.Page.ReloadAsync();
            await ada.Open(People.Linus);
            var again = ada.Card(name).Locator("[data-test='choose-again']");
            var chooser = await ada.Page.RunAndWaitForFileChooserAsync(() => again.ClickAsync());
            var (before, clock) = (Held(), Stopwatch.StartNew());
            await chooser.SetFilesAsync(path);
            await Holds(before + 1);
            rows.Add([$"{size / Mib} MiB", $"{before / Mib} MiB", Seconds(clock)]);
            await ada.Card(name).Locator("[data-test='file-cancel']").ClickAsync();
            await ada.SeesFile(name, "cancelled");
        }
        FaultTable.Print([["chosen again after a reload", "the server had", "first new bytes after s"], .. rows]);
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in _windows) await window.DisposeAsync();
        await _server.DisposeAsync();
        _data.Dispose();
        _files.Dispose();
    }

    private async Task<Guest> Enter(IBrowser browser, string name)
    {
        _windows.Add(browser);
        var url = new Uri($"http://{Chromium.Host}:{_server.Url.Port}/");
        var guest = await Guest.At(await browser.NewContextAsync(new() { Locale = "en" }), url, name, "en");
        await guest.Register();
        return guest;
    }

    private async Task Carry(Guest ada, Guest linus, long size)
    {
        var path = Sparse(size);
        await Choose(ada, path);
        await ada.Find("send-confirm").Or(ada.Card(Path.GetFileName(path))).First.WaitForAsync();
        if (await ada.Find("send-confirm").IsVisibleAsync()) await ada.Find("send-confirm").ClickAsync();
        var download = await linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());
        var saved = await download.PathAsync();
        await Expect(ada.Card(Path.GetFileName(path))).ToHaveAttributeAsync("data-state", "done", new() { Timeout = PatienceMs });
        Assert.Equal(size, new FileInfo(saved).Length);
        await download.DeleteAsync();
    }

    private static async Task Choose(Guest guest, string path) =>
        await (await guest.Page.RunAndWaitForFileChooserAsync(() => guest.Find("send-file").ClickAsync())).SetFilesAsync(path);

    /// <summary>It has no bytes on the disk, but is read, hashed and sent like any other.</summary>
    private string Sparse(long size)
    {
        var path = Path.Combine(_files.Path, $"disk-{size / Mib}.img");
        using var file = File.Create(path);
        file.SetLength(size);
        return path;
    }

    private async Task Holds(long bytes)
    {
        for (var clock = Stopwatch.StartNew(); Held() < bytes; await Task.Delay(5)) Assert.True(clock.ElapsedMilliseconds < PatienceMs);
    }

    private long Held() => new DirectoryInfo(Spool).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0);

    /// <summary>The processes of a browser: those of pages, and all.</summary>
    private static async Task<(int[] Pages, int[] All)> ProcessesOf(IBrowser browser)
    {
        var session = await browser.NewBrowserCDPSessionAsync();
        var answer = await session.SendAsync("SystemInfo.getProcessInfo");
        var all = answer!.Value.GetProperty("processInfo").EnumerateArray().ToArray();
        int[] Ids(Func<JsonElement, bool> which) => [.. all.Where(which).Select(one => one.GetProperty("id").GetInt32())];
        return (Ids(one => one.GetProperty("type").GetString() == "renderer"), Ids(_ => true));
    }

    private static string Seconds(Stopwatch clock) => clock.Elapsed.TotalSeconds.ToString("0.00", CultureInfo.InvariantCulture);
}
