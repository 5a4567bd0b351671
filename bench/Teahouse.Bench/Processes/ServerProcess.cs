using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Teahouse.Bench.Serve;

namespace Teahouse.Bench.Processes;

/// <summary>The server of <see cref="ServeCommand"/> in a process of its own, on a free port of this machine.</summary>
internal sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly string _seed;
    private readonly string[] _arguments;
    private readonly List<string> _output = [];
    private Process _process;

    private ServerProcess(string data, Uri url, string seed, string[] arguments)
    {
        (Data, Url, _seed, _arguments) = (data, url, seed, arguments);
        _process = Launch();
    }

    /// <summary>Its data folder.</summary>
    public string Data { get; }

    /// <summary>Where it listens.</summary>
    public Uri Url { get; }

    /// <summary>Those who may come in.</summary>
    public GuestPass[] Guests => GuestPass.ReadAll(Data)!;

    /// <summary>Whether the process has ended, and how.</summary>
    public int? ExitCode => _process.HasExited ? _process.ExitCode : null;

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>All lines that it printed.</summary>
    public string[] Output
    {
        get
        {
            lock (_output) return [.. _output];
        }
    }

    /// <summary>Starts it and waits until it answers and the accounts are there.</summary>
    /// <param name="data">Its data folder.</param>
    /// <param name="guests">How many accounts to make when there are none.</param>
    /// <param name="seed">A fault to build in, or nothing.</param>
    /// <param name="options">More options of <see cref="ServeCommand"/>.</param>
    public static async Task<ServerProcess> Start(string data, int guests, string seed, params string[] options)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var server = new ServerProcess(data, url, seed, ["--urls", $"{url}", "--data", data, "--guests", $"{guests}", .. options]);
        await server.Answers();
        return server;
    }

    /// <summary>Ends it at once, as a power cut of this process would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    /// <summary>Ends it as an operator does, and waits until all is written.</summary>
    public async Task Stop()
    {
        const int SigTerm = 15;
        Signal(SigTerm);
        await Ended(TimeSpan.FromSeconds(60));
    }

    /// <summary>Stops it in its tracks (SIGSTOP), or lets it go on (SIGCONT).</summary>
    public void Freeze(bool frozen)
    {
        const int SigCont = 18;
        const int SigStop = 19;
        Signal(frozen ? SigStop : SigCont);
    }

    /// <summary>Waits until it has ended by itself.</summary>
    public Task Ended(TimeSpan patience) => _process.WaitForExitAsync().WaitAsync(patience);

    /// <summary>Starts it again on the same port and folder.</summary>
    public async Task Restart()
    {
        _process.Dispose();
        _process = Launch();
        await Answers();
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Signal(int signal)
    {
        if (SendSignal(_process.Id, signal) != 0) throw new InvalidOperationException("The signal was not sent.");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Launch()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "Teahouse.Bench.dll");
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", ["exec", program, "serve", .. _arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
        };
        process.StartInfo.Environment["TEAHOUSE_SEEDED"] = _seed;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Note(string? line)
    {
        if (line is null) return;
        lock (_output) _output.Add(line);
    }

    private async Task Answers()
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(2) };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60) && !_process.HasExited; await Task.Delay(20))
        {
            try
            {
                if ((await http.GetAsync("/api/health")).IsSuccessStatusCode && GuestPass.ReadAll(Data) is not null) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }
        }
        throw new InvalidOperationException("The server does not answer:\n" + string.Join('\n', Output));
    }

    [LibraryImport("libc", EntryPoint = "kill")]
    private static partial int SendSignal(int process, int signal);
}
