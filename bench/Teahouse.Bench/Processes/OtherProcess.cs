using System.Diagnostics;
using System.Net.Sockets;

namespace Teahouse.Bench.Processes;

/// <summary>A server that is no part of this one; it ends with everything that it started.</summary>
internal sealed class OtherProcess : IDisposable
{
    /// <summary>A runtime with many parts takes seconds to start, and longer beside other work.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;

    private OtherProcess(Process process) => _process = process;

    /// <summary>Its id.</summary>
    public int Id => _process.Id;

    /// <summary>Starts it, and waits until it listens on a port of this machine.</summary>
    /// <exception cref="InvalidOperationException">It does not.</exception>
    public static async Task<OtherProcess> Start(int port, string program, params string[] arguments)
    {
        var process = new Process
        {
            StartInfo = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true },
        };
        process.Start();
        process.OutputDataReceived += static (_, _) => { };
        process.ErrorDataReceived += static (_, _) => { };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        for (var clock = Stopwatch.StartNew(); !await Listens(port); await Task.Delay(20))
        {
            if (process.HasExited || clock.Elapsed > Patience)
                throw new InvalidOperationException($"{program} does not listen.");
        }
        return new OtherProcess(process);
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private static async Task<bool> Listens(int port)
    {
        try
        {
            using var socket = new TcpClient();
            await socket.ConnectAsync("127.0.0.1", port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
