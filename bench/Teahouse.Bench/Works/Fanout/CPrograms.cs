using System.Diagnostics;

namespace Teahouse.Bench.Works.Fanout;

/// <summary>The programs of <c>bench/floor</c>, compiled on the spot.</summary>
internal sealed class CPrograms(string folder)
{
    private static readonly string Sources = Path.Combine(AppContext.BaseDirectory, "floor");

    /// <summary>The load generator.</summary>
    public string Load => Path.Combine(folder, "load");

    /// <summary>The floor's server.</summary>
    public string Floor => Path.Combine(folder, "floor");

    /// <summary>Compiles both.</summary>
    /// <exception cref="InvalidOperationException">There is no gcc, or it fails.</exception>
    public async Task Compile()
    {
        await Gcc(Load, "load.c", "count.c", "crc32.c", "hub.c", "lines.c");
        await Gcc(Floor, "floor.c");
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
