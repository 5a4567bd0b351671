using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.NetworkInformation;
using System.Net.Sockets;
using Teahouse.Bench.Serve;

namespace Teahouse.Bench.Processes;

/// <summary>The server of <see cref="ServeCommand"/> in a process of its own, on a free port of this machine.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private readonly string _seed;
    private readonly string[] _arguments;
    private BenchProcess _process;

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

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>How it ended; null while it runs.</summary>
    public int? ExitCode => _process.ExitCode;

    /// <summary>The bytes of memory that it has in use.</summary>
    public long Memory
    {
        get
        {
            using var process = Process.GetProcessById(Id);
            return process.WorkingSet64;
        }
    }

    /// <summary>How many TCP connections it holds.</summary>
    public int Connections => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections()
        .Count(one => one.LocalEndPoint.Port == Url.Port && one.State == TcpState.Established);

    /// <summary>All lines that it printed.</summary>
    public string[] Output => _process.Output;

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

    /// <inheritdoc cref="BenchProcess.Kill"/>
    public void Kill() => _process.Kill();

    /// <summary>Ends it as an operator does, and waits until all is written.</summary>
    public async Task Stop()
    {
        _process.Terminate();
        await Ended(TimeSpan.FromSeconds(60));
    }

    /// <inheritdoc cref="BenchProcess.Freeze"/>
    public void Freeze(bool frozen) => _process.Freeze(frozen);

    /// <summary>Sets its clock forward, or back, from the machine's.</summary>
    public void SetClock(TimeSpan shift) => _process.Write(shift.TotalSeconds.ToString(CultureInfo.InvariantCulture));

    /// <summary>How many bytes of managed memory it has allocated since it started.</summary>
    public async Task<long> Allocated()
    {
        var before = Output.Length;
        _process.Write(ServeCommand.Allocated);
        while (true)
        {
            var answer = Output.Skip(before).FirstOrDefault(line => line.StartsWith(ServeCommand.Allocated, StringComparison.Ordinal));
            if (answer is not null) return long.Parse(answer.AsSpan(ServeCommand.Allocated.Length), CultureInfo.InvariantCulture);
            await Task.Delay(20);
        }
    }

    /// <inheritdoc cref="BenchProcess.Ended"/>
    public Task Ended(TimeSpan patience) => _process.Ended(patience);

    /// <summary>Starts it again on the same port and folder.</summary>
    public async Task Restart()
    {
        _process.Dispose();
        _process = Launch();
        await Answers();
    }

    public ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    /// <summary>A port of this machine that nobody listens on.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private BenchProcess Launch() => new(["serve", .. _arguments], _seed, runtime: "teahouse-server");

    private async Task Answers()
    {
        using var http = new HttpClient { BaseAddress = Url, Timeout = TimeSpan.FromSeconds(2) };
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < TimeSpan.FromSeconds(60) && ExitCode is null; await Task.Delay(20))
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
        // Its last lines may still be on their way.
        if (ExitCode is not null) await Ended(TimeSpan.FromSeconds(10));
        throw new InvalidOperationException("The server does not answer:\n" + string.Join('\n', Output));
    }
}
