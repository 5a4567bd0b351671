using System.Diagnostics;
using System.Globalization;
using System.Text;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Cli;

/// <summary><c>teahouse open</c> in a process of its own, with profiles of its own.</summary>
internal sealed class OpenProcess : IDisposable
{
    private readonly TempFolder _home;
    private readonly Process _process;
    private readonly StringBuilder _output = new();

    /// <param name="home">Where the profiles are.</param>
    /// <param name="display">The X screen, or null for a machine without one.</param>
    /// <param name="language">The system's language.</param>
    /// <param name="path">Where programs are looked for; null for the real places.</param>
    /// <param name="arguments">What stands behind <c>open</c>.</param>
    public OpenProcess(TempFolder home, string? display, string language, string? path, params string[] arguments)
    {
        _home = home;
        var start = new ProcessStartInfo(Environment.ProcessPath!)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.FileName = "dotnet";
        foreach (var argument in (string[])[Path.Combine(AppContext.BaseDirectory, "teahouse.dll"), "open", .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["XDG_DATA_HOME"] = home.Path;
        start.Environment["LC_ALL"] = language;
        start.Environment["DISPLAY"] = display;
        if (path is not null)
            start.Environment["PATH"] = path;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }
}
