using System.Diagnostics;
using System.Globalization;

namespace Teahouse.Cli;

/// <summary>A browser's window that shows one page and nothing around it.</summary>
internal sealed class AppWindow : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>
    /// What browsers do on their own at a first start or in the background stays off: these machines may have no internet.
    /// </summary>
    private static readonly string[] Quiet =
    [
        "--no-first-run", "--no-default-browser-check", "--disable-sync", "--disable-component-update",
        "--disable-background-networking", "--disable-background-mode", "--disable-features=Translate",
    ];

    private readonly Process _browser;

    private AppWindow(Process browser, Profile profile) => (_browser, Profile) = (browser, profile);

    /// <summary>Whose window it is.</summary>
    public Profile Profile { get; }

    /// <summary>Opens the window; it and its profile belong to the result.</summary>
    public static AppWindow Open(Browser browser, Profile profile, Uri page)
    {
        List<string> arguments = [$"--app={page}", $"--user-data-dir={profile.Folder}", .. Quiet];
        // The system's language, also where the browser's own parts are not installed in it.
        if (CultureInfo.CurrentUICulture is { Name.Length: > 0 } language)
            arguments.Add($"--accept-lang={language.Name},{language.TwoLetterISOLanguageName}");
        if (profile.IsNew)
            arguments.Add("--window-size=1180,780");
        // Chromium's sandbox refuses to work for root; the other flag keeps the warning about that out of the window.
        if (OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess)
            arguments.AddRange(["--no-sandbox", "--test-type"]);
        var start = new ProcessStartInfo(browser.Executable, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new AppWindow(Process.Start(start)!, profile);
    }

    /// <summary>Waits until the window is closed; cancelling closes it. The browser's last words when it failed, else null.</summary>
    public async Task<string?> WaitAsync(CancellationToken cancel)
    {
        var lastLine = LastLineAsync(_browser.StandardError);
        _ = LastLineAsync(_browser.StandardOutput);
        try
        {
            await _browser.WaitForExitAsync(cancel);
        }
        catch (OperationCanceledException)
        {
            await CloseAsync();
            throw;
        }
        return _browser.ExitCode == 0 ? null : await lastLine;
    }

    private static async Task<string> LastLineAsync(StreamReader reader)
    {
        var last = "";
        while (await reader.ReadLineAsync() is { } line)
            last = line.Trim().Length > 0 ? line.Trim() : last;
        return last;
    }

    private async Task CloseAsync()
    {
        if (OperatingSystem.IsWindows())
            _browser.CloseMainWindow();
        else
            Process.Start("kill", ["-TERM", $"{_browser.Id}"]).Dispose();
        using var patience = new CancellationTokenSource(Patience);
        try
        {
            await _browser.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            _browser.Kill(entireProcessTree: true);
        }
    }

    public void Dispose()
    {
        _browser.Dispose();
        Profile.Dispose();
    }
}
