using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;

[assembly: AssemblyFixture(typeof(Chromium))]
[assembly: CaptureConsole]

namespace Teahouse.Browser.Tests.Kit;

/// <summary>
/// Two browsers, each a process of its own: one at Ada's table, one at Linus's. They find the server by a name, over plain http.
/// </summary>
public sealed class Chromium : IAsyncLifetime
{
    /// <summary>The name under which the pages are opened: not localhost, so the context is insecure like that of a LAN's users.</summary>
    public const string Host = "teahouse.test";

    /// <summary>The program.</summary>
    internal static string Program { get; } =
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("No Chromium here; `dotnet dev.cs test` installs it.");

    /// <summary>What every browser of the tests is told.</summary>
    internal static string[] Flags { get; } =
    [
        "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
        "--no-first-run", $"--host-resolver-rules=MAP {Host} 127.0.0.1",
    ];

    private IPlaywright _playwright = null!;

    public IBrowser First { get; private set; } = null!;

    public IBrowser Second { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        First = await Another();
        Second = await Another();
    }

    /// <summary>Takes the remote control of a browser that was started without Playwright.</summary>
    /// <param name="address">Where it listens.</param>
    /// <param name="asItIs">Whether its windows may be hidden; Playwright otherwise lets each believe that it is looked at.</param>
    internal Task<IBrowser> Connect(string address, bool asItIs) =>
        _playwright.Chromium.ConnectOverCDPAsync(address, new BrowserTypeConnectOverCDPOptions { NoDefaults = asItIs });

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        _playwright.Dispose();
    }

    /// <summary>Another browser, to be closed.</summary>
    public Task<IBrowser> Another() => _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Program,
        Headless = true,
        Args = Flags,
    });

    /// <summary>A browser with a profile of its own on the disk, as people have it: it keeps its cache.</summary>
    public Task<IBrowserContext> Profile(string folder) => _playwright.Chromium.LaunchPersistentContextAsync(folder,
        new BrowserTypeLaunchPersistentContextOptions { ExecutablePath = Program, Headless = true, Args = Flags });
}
