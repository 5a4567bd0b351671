using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.RegularExpressions;

namespace Teahouse.Tests.Kit;

/// <summary>A screen without a monitor (Xvfb), whose windows a test can list and close as their X button does.</summary>
public sealed class XScreen : IDisposable
{
    private readonly Process _xvfb;

    private XScreen(Process xvfb, string name) => (_xvfb, Name) = (xvfb, name);

    /// <summary>What DISPLAY has to be for a program to show its windows here.</summary>
    public string Name { get; }

    /// <summary>Starts a screen; the X server picks a free number and prints it.</summary>
    public static async Task<XScreen> StartAsync()
    {
        var start = new ProcessStartInfo("Xvfb", ["-displayfd", "1", "-screen", "0", "1400x900x24", "-nolisten", "tcp"])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        var xvfb = Process.Start(start)!;
        _ = xvfb.StandardError.ReadToEndAsync();
        var number = await xvfb.StandardOutput.ReadLineAsync();
        return new XScreen(xvfb, $":{number}");
    }

    /// <summary>Waits for a window in app mode, whose name for the window manager is the host of its page.</summary>
    public async Task<(nint Id, string Size)> AppWindowAsync(string host, TimeSpan patience)
    {
        var line = new Regex($"""^\s+(0x[0-9a-f]+) .*: \("{Regex.Escape(host)}" "[^"]+"\)\s+(\d+x\d+)""", RegexOptions.Multiline);
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience; await Task.Delay(100))
        {
            var match = line.Match(await ToolAsync("xwininfo", "-root", "-tree"));
            if (match.Success)
            {
                var id = nint.Parse(match.Groups[1].ValueSpan[2..], NumberStyles.HexNumber, CultureInfo.InvariantCulture);
                return (id, match.Groups[2].Value);
            }
        }
        throw new TimeoutException($"No window of {host} on {Name}: {await ToolAsync("xwininfo", "-root", "-tree")}");
    }

    /// <summary>The title that a window manager would show.</summary>
    public Task<string> TitleAsync(nint window) => ToolAsync("xprop", "-id", $"{window}", "-notype", "_NET_WM_NAME");

    /// <summary>Asks a window to close, as a window manager does when its X is clicked.</summary>
    public void Close(nint window)
    {
        var display = XOpenDisplay(Encoding.ASCII.GetBytes(Name + "\0"));
        var message = new ClientMessage
        {
            Type = 33,
            Window = window,
            MessageType = XInternAtom(display, "WM_PROTOCOLS\0"u8.ToArray(), 0),
            Format = 32,
            Data0 = XInternAtom(display, "WM_DELETE_WINDOW\0"u8.ToArray(), 0),
        };
        Assert.NotEqual(0, XSendEvent(display, window, 0, 0, ref message));
        _ = XCloseDisplay(display);
    }

    public void Dispose()
    {
        _xvfb.Kill();
        _xvfb.Dispose();
    }

    private async Task<string> ToolAsync(string tool, params string[] arguments)
    {
        var start = new ProcessStartInfo(tool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            Environment = { ["DISPLAY"] = Name, ["LC_ALL"] = "C.UTF-8" },
        };
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        return await process.StandardOutput.ReadToEndAsync() + await errors;
    }

    /// <summary>XClientMessageEvent of Xlib, as large as its union of all events.</summary>
    [StructLayout(LayoutKind.Sequential, Size = 192)]
    private struct ClientMessage
    {
        public int Type;
        public nuint Serial;
        public int SendEvent;
        public nint Display;
        public nint Window;
        public nint MessageType;
        public int Format;
        public nint Data0;
    }

    [DllImport("libX11.so.6")]
    private static extern nint XOpenDisplay(byte[] name);

    [DllImport("libX11.so.6")]
    private static extern nint XInternAtom(nint display, byte[] name, int onlyIfExists);

    [DllImport("libX11.so.6")]
    private static extern int XSendEvent(nint display, nint window, int propagate, nint mask, ref ClientMessage message);

    [DllImport("libX11.so.6")]
    private static extern int XCloseDisplay(nint display);
}
