using System.Diagnostics;
using Teahouse.Tests.Repo;

namespace Teahouse.Tests.Kit;

/// <summary>The bench's program, built in a configuration by <c>dotnet dev.cs test</c>.</summary>
public static class BenchProcess
{
    /// <summary>Runs it to its end.</summary>
    public static async Task<(int ExitCode, string Output)> Run(string configuration, params string[] arguments)
    {
        var program = Repository.PathOf("bench", "Teahouse.Bench", "bin", configuration, "net10.0", "Teahouse.Bench.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync().WaitAsync(TimeSpan.FromMinutes(8));
        return (process.ExitCode, await output + await errors);
    }
}
