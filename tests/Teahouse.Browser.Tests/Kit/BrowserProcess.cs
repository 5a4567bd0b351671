using System.Diagnostics;
using System.Globalization;
using Microsoft.Playwright;

namespace Teahouse.Browser.Tests.Kit;

/// <summary>
/// A browser as people start it, with none of Playwright's flags, on a profile that stays: to be killed, to be stopped in its tracks,
/// and to be started again.
/// </summary>
public sealed class BrowserProcess : IAsyncDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private BrowserProcess(Process process) => _process = process;

    /// <summary>Its one profile.</summary>
    public IBrowserContext Context { get; private set; } = null!;

    /// <summary>Starts it, on a screen or without one.</summary>
    /// <param name="browsers">Who takes the remote control.</param>
    /// <param name="profile">The folder of the profile.</param>
    /// <param name="language">What its windows speak.</param>
    /// <param name="screen">Where its windows can be hidden by others; without it each believes that it is looked at.</param>
    /// <param name="flags">More to tell it.</param>
    public static async Task<BrowserProcess> Start(
        Chromium browsers, string profile, string language, XScreen? screen = null, params string[] flags)
    {
        var port = Path.Combine(profile, "DevToolsActivePort");
        File.Delete(port);
        var start = new ProcessStartInfo(Chromium.Program,
        [
            .. Chromium.Flags, .. flags, screen is null ? "--headless=new" : "--window-size=1280,800", $"--lang={language}",
            $"--accept-lang={language}", "--remote-debugging-port=0", $"--user-data-dir={profile}", "about:blank",
        ])
        {
            RedirectStandardError = true,
            Environment = { ["DISPLAY"] = screen?.Name, ["LANGUAGE"] = language.Replace('-', '_') },
        };
        var browser = new BrowserProcess(Process.Start(start)!);
        browser._process.ErrorDataReceived += (_, _) => { };
        browser._process.BeginErrorReadLine();
        try
        {
            await browser.Connect(browsers, port, asItIs: screen is not null);
        }
        catch
        {
            await browser.DisposeAsync();
            throw;
        }
        return browser;
    }

    /// <summary>Ends it at once, all of its windows with it.</summary>
    public void Kill()
    {
        var all = Family();
        _process.Kill();
        _process.WaitForExit();
        // Its helpers end by themselves when they find it gone; a new browser must not find them still holding the profile.
        SpinWait.SpinUntil(() => !all.Any(id => Directory.Exists($"/proc/{id}")), Patience);
    }

    /// <summary>Stops all of its processes in their tracks (SIGSTOP), as a machine that goes to sleep does.</summary>
    public void Stop() => Signal("-STOP", Family());

    /// <summary>Lets all of its processes go on.</summary>
    public void GoOn() => Signal("-CONT", Family());

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            GoOn();
            Kill();
        }
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task Connect(Chromium browsers, string port, bool asItIs)
    {
        for (var clock = Stopwatch.StartNew(); !File.Exists(port) || File.ReadAllLines(port) is not [_, _, ..]; await Task.Delay(50))
        {
            if (clock.Elapsed > Patience) throw new TimeoutException("The browser does not start.");
        }
        var remote = await browsers.Connect($"http://127.0.0.1:{File.ReadLines(port).First()}", asItIs);
        Context = remote.Contexts[0];
    }

    private static void Signal(string signal, int[] processes)
    {
        using var kill = Process.Start("kill", [signal, .. processes.Select(id => id.ToString(CultureInfo.InvariantCulture))]);
        kill.WaitForExit();
    }

    /// <summary>The browser's process and all that it has started.</summary>
    private int[] Family()
    {
        var parents = Directory.EnumerateDirectories("/proc")
            .Select(folder => int.TryParse(Path.GetFileName(folder), out var id) ? id : 0)
            .Where(id => id != 0)
            .ToDictionary(id => id, Parent);
        bool Belongs(int id) => id == _process.Id || (parents.TryGetValue(id, out var parent) && parent > 1 && Belongs(parent));
        return [.. parents.Keys.Where(Belongs)];
    }

    private static int Parent(int id)
    {
        try
        {
            // The name, in brackets, may hold spaces; state and parent stand behind it.
            var stat = File.ReadAllText($"/proc/{id}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 1)..].Split(' ')[2], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
