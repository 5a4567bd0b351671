using System.Diagnostics;
using System.Text;
using System.Threading.Channels;

namespace Teahouse.Tests.Cli;

/// <summary><c>teahouse open</c> in a process of its own.</summary>
internal sealed class OpenProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Process _process;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly Channel<string> _errors = Channel.CreateUnbounded<string>();

    /// <param name="environment">What differs from the environment of the tests.</param>
    /// <param name="arguments">What stands behind <c>open</c>.</param>
    public OpenProcess(Dictionary<string, string?> environment, params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "teahouse.dll");
        var start = new ProcessStartInfo("dotnet", [program, "open", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(_lines, line.Data);
        _process.ErrorDataReceived += (_, line) => Note(_errors, line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The next line of what it says.</summary>
    public Task<string> LineAsync() => NextAsync(_lines);

    /// <summary>The next line of its errors; these have a pipe of their own, so the order of both is not told.</summary>
    public Task<string> ErrorAsync() => NextAsync(_errors);

    /// <summary>Waits for its end.</summary>
    public async Task<int> ExitCodeAsync()
    {
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    /// <summary>Ends it as a service manager or a terminal does.</summary>
    public void Terminate() => Process.Start("kill", ["-TERM", $"{_process.Id}"]).Dispose();

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.Dispose();
    }

    private static Task<string> NextAsync(Channel<string> lines) => lines.Reader.ReadAsync().AsTask().WaitAsync(Patience);

    private static void Note(Channel<string> lines, string? line)
    {
        if (line is not null)
            lines.Writer.TryWrite(line);
    }
}
