using System.Diagnostics;
using System.Text.RegularExpressions;

namespace Teahouse.Tests.Kit;

/// <summary>The server's own executable in a process of its own, to be killed, stopped in its tracks and started again.</summary>
public sealed partial class ServerProcess : IAsyncDisposable
{
    private readonly string[] _arguments;
    private readonly List<string> _output = [];
    private Process _process;

    private ServerProcess(string[] first, string[] arguments)
    {
        _arguments = arguments;
        _process = Launch(first);
    }

    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    public int Id => _process.Id;

    /// <summary>All lines that it printed.</summary>
    public string[] Output
    {
        get
        {
            lock (_output) return [.. _output];
        }
    }

    /// <summary>Starts the server on a port that the system chooses, and waits until it answers.</summary>
    public static async Task<ServerProcess> Start(string data, params string[] options)
    {
        var server = new ServerProcess(["--urls", "http://127.0.0.1:0"], ["--data", data, .. options]);
        server.Url = await server.Opened();
        await server.Answers();
        return server;
    }

    /// <summary>Runs the executable to its end, for commands and for starts that must fail.</summary>
    public static async Task<(int ExitCode, string[] Output)> Run(params string[] arguments)
    {
        await using var server = new ServerProcess([], arguments);
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
        _process = Launch(["--urls", Url.ToString()]);
        await Answers();
    }

    public ValueTask DisposeAsync()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private Process Launch(string[] first)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "teahouse-server.dll");
        var process = new Process
        {
            StartInfo = new ProcessStartInfo("dotnet", [program, .. first, .. _arguments])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            },
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

    /// <summary>The address that it says it can be reached at.</summary>
    private async Task<Uri> Opened()
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(30) && !_process.HasExited; await Task.Delay(20))
        {
            var found = Output.Select(line => Address().Match(line)).FirstOrDefault(match => match.Success);
            if (found is not null) return new Uri(found.Value);
        }
        throw new InvalidOperationException("The server does not open:\n" + string.Join('\n', Output));
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

    [GeneratedRegex(@"http://127\.0\.0\.1:\d+")]
    private static partial Regex Address();
}
