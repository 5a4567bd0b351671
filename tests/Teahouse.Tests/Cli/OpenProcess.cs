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
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>The next line that it says.</summary>
    public Task<string> LineAsync() => _lines.Reader.ReadAsync().AsTask().WaitAsync(Patience);

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

    private void Note(string? line)
    {
        if (line is not null)
            _lines.Writer.TryWrite(line);
    }
}
