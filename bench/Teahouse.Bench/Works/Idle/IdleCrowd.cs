using System.Diagnostics;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Idle;

/// <summary>Guests who come in and say nothing, in the program in C.</summary>
internal sealed class IdleCrowd : IDisposable
{
    private readonly string _server;
    private readonly Process _program;

    /// <summary>Starts the program; nobody is in yet.</summary>
    public IdleCrowd(CPrograms programs, RoomServer server, int most)
    {
        _server = server.Name;
        string[] arguments = [server.IdleKind, $"{server.Port}", $"{most}", .. server.LoadOptions];
        _program = Process.Start(new ProcessStartInfo(programs.Idle, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Lets more in, until there are so many.</summary>
    /// <exception cref="InvalidOperationException">The program gave up; it says why.</exception>
    public async Task Grow(int count)
    {
        await _program.StandardInput.WriteLineAsync($"{count}");
        await _program.StandardInput.FlushAsync();
        if (await _program.StandardOutput.ReadLineAsync() is not null) return;
        throw new InvalidOperationException($"{_server}: {(await _program.StandardError.ReadToEndAsync()).Trim()}");
    }

    public void Dispose()
    {
        _program.Kill();
        _program.WaitForExit();
        _program.Dispose();
    }
}
