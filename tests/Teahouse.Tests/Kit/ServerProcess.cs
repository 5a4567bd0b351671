using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Teahouse.Tests.Kit;

/// <summary>The server's own executable in a process of its own, to be killed, stopped in its tracks and started again.</summary>
public sealed class ServerProcess : IAsyncDisposable
{
    private readonly string[] _arguments;
    private readonly List<string> _output = [];
    private Process _process;

    private ServerProcess(Uri url, string[] arguments)
    {
        Url = url;
        _arguments = arguments;
        _process = Launch();
    }

    public Uri Url { get; }

    public int Id => _process.Id;

    /// <summary>All lines that it printed.</summary>
    public string[] Output
    {
        get
        {
            lock (_output) return [.. _output];
        }
    }

    /// <summary>Starts the server on a free port and waits until it answers.</summary>
    public static async Task<ServerProcess> Start(string data, params string[] options)
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        var server = new ServerProcess(url, ["--urls", url.ToString(), "--data", data, .. options]);
        await server.Answers();
        return server;
    }

    /// <summary>Runs the executable to its end, for commands and for starts that must fail.</summary>
    public static async Task<(int ExitCode, string[] Output)> Run(params string[] arguments)
    {
        await using var server = new ServerProcess(new Uri("http://127.0.0.1"), arguments);
        await server._process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(60));
        return (server._process.ExitCode, server.Output);
    }

    /// <summary>Ends it at once, as a power cut of this process would.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

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

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private Process Launch()
    {
        var program = Path.Combine(AppContext.BaseDirectory, "teahouse-server.dll");
        var process = new Process
        {
            StartInfo =
                new ProcessStartInfo("dotnet", [program, .. _arguments]) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
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
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(30);)
        {
            if (_process.HasExited) break;
            try
            {
                if ((await http.GetAsync("/api/health")).IsSuccessStatusCode) return;
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                await Task.Delay(50);
            }
        }
        throw new InvalidOperationException("The server does not answer:\n" + string.Join('\n', Output));
    }
}
