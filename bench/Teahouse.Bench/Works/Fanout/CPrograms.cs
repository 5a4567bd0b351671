using System.Diagnostics;

namespace Teahouse.Bench.Works.Fanout;

/// <summary>The programs of <c>bench/floor</c>, compiled on the spot.</summary>
internal sealed class CPrograms(string folder)
{
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "floor");

    private static readonly string[] Guests = ["guests.c", "count.c", "crc32.c", "hub.c", "lines.c", "xmpp.c"];

    /// <summary>The guests who talk, in a room or in pairs.</summary>
    public string Load => Path.Combine(folder, "load");

    /// <summary>The guests who say nothing.</summary>
    public string Idle => Path.Combine(folder, "idle");

    /// <summary>The guests who are cut off and come back.</summary>
    public string Resume => Path.Combine(folder, "resume");

    /// <summary>The guests who say the next thing as soon as the last one is stored.</summary>
    public string Senders => Path.Combine(folder, "senders");

    /// <summary>What a durable send costs at least.</summary>
    public string Append => Path.Combine(folder, "append");

    /// <summary>The floor's server.</summary>
    public string Floor => Path.Combine(folder, "floor");

    /// <summary>Compiles all.</summary>
    /// <exception cref="InvalidOperationException">There is no gcc, or it fails.</exception>
    public async Task Compile()
    {
        await Task.WhenAll(
            Gcc(Load, ["load.c", "pace.c", .. Guests]), Gcc(Idle, ["idle.c", .. Guests]), Gcc(Resume, ["resume.c", "pace.c", .. Guests]),
            Gcc(Senders, ["senders.c", .. Guests]), Gcc(Append, "append.c"), Gcc(Floor, "floor.c"));
    }

    /// <summary>Runs one of them to its end.</summary>
    /// <returns>The lines that it printed.</returns>
    /// <exception cref="InvalidOperationException">It gave up; it says why.</exception>
    public static async Task<string[]> Run(string program, string server, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var load = Process.Start(start)!;
        var (output, errors) = (load.StandardOutput.ReadToEndAsync(), load.StandardError.ReadToEndAsync());
        await load.WaitForExitAsync();
        var said = (await errors).Trim();
        if (load.ExitCode != 0) throw new InvalidOperationException($"{server}: {said}");
        if (said.Length > 0) await Console.Error.WriteLineAsync($"{server}: {said}");
        return (await output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    private static async Task Gcc(string program, params string[] sources)
    {
        using var gcc = Process.Start(new ProcessStartInfo(
            "gcc", ["-std=gnu2x", "-D_GNU_SOURCE", "-O2", "-Wall", "-Wextra", "-Werror", "-o", program, .. sources])
        {
            WorkingDirectory = Sources,
        })!;
        await gcc.WaitForExitAsync();
        if (gcc.ExitCode != 0) throw new InvalidOperationException($"gcc ended with {gcc.ExitCode}.");
    }
}
