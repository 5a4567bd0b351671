using System.Diagnostics;

namespace Teahouse.Bench.Processes;

/// <summary>Programs of others that the bench measures beside ours.</summary>
internal static class Packages
{
    private static readonly string[] Folders =
        [.. (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator), "/usr/sbin", "/usr/local/sbin"];

    /// <summary>A program's path; null when it is not there.</summary>
    public static string? Find(string program) => Folders.Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    /// <summary>A program's path; installs a package of Debian's that has it when it is missing. Its service is not started.</summary>
    /// <returns>Null when it could not be had.</returns>
    public static async Task<string?> Need(string program, string package)
    {
        if (Find(program) is { } path) return path;
        if (Find("apt-get") is null) return null;
        Console.WriteLine($"Installing {package} …");
        string[] sudo = Environment.UserName != "root" ? ["sudo"] : [];
        await Quiet([.. sudo, "apt-get", "update", "-qq"]);
        // In this run level the system starts no services of what it installs.
        string[] install = ["RUNLEVEL=1", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"];
        await Quiet([.. sudo, "env", .. install, package]);
        return Find(program);
    }

    private static async Task Quiet(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) await Console.Error.WriteLineAsync($"{string.Join(' ', command)}\n{await output}{await errors}");
    }
}
