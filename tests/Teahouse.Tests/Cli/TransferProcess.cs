using System.Diagnostics;
using System.Text;
using Teahouse.Tests.Kit;
using Teahouse.Tests.Repo;

namespace Teahouse.Tests.Cli;

/// <summary><c>teahouse send</c> or <c>receive</c> in a process of its own, to be killed and started again.</summary>
internal sealed class TransferProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(90);

    /// <summary>Where it was built: beside the tests it lacks what they take from the framework.</summary>
    private static readonly string Program = Repository.PathOf(
        "src", "Teahouse.Cli", "bin", new DirectoryInfo(AppContext.BaseDirectory).Parent!.Name, "net10.0", "teahouse.dll");

    private readonly Process _process;
    private readonly StringBuilder _output = new();

    /// <param name="home">Where it keeps its notes.</param>
    /// <param name="arguments">The command line.</param>
    public TransferProcess(string home, params string[] arguments)
        : this("dotnet", [Program, .. arguments], home)
    {
    }

    private TransferProcess(string program, string[] arguments, string home)
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardOutputEncoding = Encoding.UTF8,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment["TEAHOUSE_PASSWORD"] = People.Password;
        start.Environment["LC_ALL"] = "en_GB.UTF-8";
        start.Environment["XDG_DATA_HOME"] = home;
        // The runtime's own memory would count as a file beyond the size, see Cramped.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.StandardInput.Close();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>All that it said.</summary>
    public string Output
    {
        get
        {
            lock (_output) return _output.ToString();
        }
    }

    /// <summary>A command whose files cannot grow beyond a size, as on a disk that is full there.</summary>
    public static TransferProcess Cramped(int mebibytes, string home, params string[] arguments)
    {
        return new("bash", ["-c", $"trap '' XFSZ; ulimit -f {mebibytes * 1024}; exec dotnet \"$@\"", "-", Program, .. arguments], home);
    }

    /// <summary>Waits until it has said something.</summary>
    public async Task Says(string text)
    {
        for (var clock = Stopwatch.StartNew(); !Output.Contains(text, StringComparison.Ordinal);)
        {
            Assert.True(clock.Elapsed < Patience, $"It never said \"{text}\", but:\n{Output}");
            await Task.Delay(50);
        }
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Waits for its end.</summary>
    /// <param name="patience">How long, if more than usual.</param>
    public async Task<int> ExitCode(TimeSpan? patience = null)
    {
        try
        {
            await _process.WaitForExitAsync().WaitAsync(patience ?? Patience);
        }
        catch (TimeoutException)
        {
            Assert.Fail("It never ended, and said:\n" + Output);
        }
        return _process.ExitCode;
    }

    /// <summary>Ends it as Ctrl+C does.</summary>
    public void Interrupt() => Process.Start("kill", ["-INT", $"{_process.Id}"]).Dispose();

    /// <summary>Ends it at once.</summary>
    public void Kill()
    {
        _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private void Note(string? line)
    {
        lock (_output) _output.AppendLine(line);
    }
}
