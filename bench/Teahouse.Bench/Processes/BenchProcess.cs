using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Teahouse.Bench.Processes;

/// <summary>A command of this program in a process of its own, to be killed and frozen.</summary>
internal sealed partial class BenchProcess : IDisposable
{
    private const int SigTerm = 15;
    private const int SigCont = 18;
    private const int SigStop = 19;

    private readonly List<string> _output = [];
    private readonly Process _process;

    /// <summary>Starts it.</summary>
    /// <param name="arguments">The command with its options.</param>
    /// <param name="seed">A fault to build in, or nothing.</param>
    /// <param name="runtime">The program whose settings of the runtime it has.</param>
    public BenchProcess(IEnumerable<string> arguments, string seed = "", string runtime = "Teahouse.Bench")
    {
        var (program, settings) = (PathOf("Teahouse.Bench.dll"), PathOf($"{runtime}.runtimeconfig.json"));
        _process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", ["exec", "--runtimeconfig", settings, program, .. arguments])
            {
                RedirectStandardInput = true,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        _process.StartInfo.Environment["TEAHOUSE_SEEDED"] = seed;
        _process.OutputDataReceived += (_, line) => Note(line.Data);
        _process.ErrorDataReceived += (_, line) => Note(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>How it ended; null while it runs.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>All lines that it printed.</summary>
    public string[] Output
    {
        get
        {
            lock (_output) return [.. _output];
        }
    }

    /// <summary>Tells it something.</summary>
    public void Write(string line) => _process.StandardInput.WriteLine(line);

    /// <summary>Ends it at once, as a power cut of this process would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends it as an operator does.</summary>
    public void Terminate() => Signal(SigTerm);

    /// <summary>Stops it in its tracks, or lets it go on.</summary>
    public void Freeze(bool frozen) => Signal(frozen ? SigStop : SigCont);

    /// <summary>Waits until it has ended.</summary>
    public Task Ended(TimeSpan patience) => _process.WaitForExitAsync().WaitAsync(patience);

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    private static string PathOf(string file) => Path.Combine(AppContext.BaseDirectory, file);

    private void Signal(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0) throw new InvalidOperationException("The signal was not sent.");
    }

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
