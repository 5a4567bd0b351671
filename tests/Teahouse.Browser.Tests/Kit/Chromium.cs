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

    private IPlaywright _playwright = null!;

    public IBrowser First { get; private set; } = null!;

    public IBrowser Second { get; private set; } = null!;

    /// <summary>Another browser, to be killed.</summary>
    public Task<IBrowser> Another() => _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions
    {
        ExecutablePath = Find(),
        Headless = true,
        Args =
        [
            "--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update", "--disable-sync",
            "--no-first-run", $"--host-resolver-rules=MAP {Host} 127.0.0.1",
        ],
    });

    public async ValueTask InitializeAsync()
    {
        _playwright = await Playwright.CreateAsync();
        First = await Another();
        Second = await Another();
    }

    public async ValueTask DisposeAsync()
    {
        await First.DisposeAsync();
        await Second.DisposeAsync();
        _playwright.Dispose();
    }

    private static string Find() =>
        new[] { "/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome" }.FirstOrDefault(File.Exists)
        ?? throw new InvalidOperationException("No Chromium here; `dotnet dev.cs test` installs it.");
}
