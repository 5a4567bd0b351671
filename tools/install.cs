#!/usr/bin/env dotnet
#:property PublishAot=false
#:property NoWarn=$(NoWarn);RS0030;CA1305

// Installs what the tests and the bench need and the machine lacks; quick and silent when nothing is missing.

using System.Diagnostics;

var root = Path.GetDirectoryName((string)AppContext.GetData("EntryPointFileDirectoryPath")!)!;
await Machine.InstallAsync(Path.Combine(root, "artifacts"));

/// <summary>What the tests and the bench need from the machine beside the .NET SDK.</summary>
static class Machine
{
    private static readonly (string File, string Package)[] Needs =
    [
        ("gcc", "build-essential"),
        ("chromium", "chromium"), ("Xvfb", "xvfb"), ("xwininfo", "x11-utils"), ("node", "nodejs"), ("npm", "npm"),
        ("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc", "fonts-noto-cjk"),
        ("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf", "fonts-noto-color-emoji"),
    ];

    private static readonly string[] Suffixes = OperatingSystem.IsWindows() ? [".exe", ".cmd"] : [""];

    private const string SignalR = "@microsoft/signalr@10.0.11";

    public static async Task InstallAsync(string artifacts)
    {
        var missing = Needs.Where(need => !Has(need.File)).Select(need => need.Package).ToArray();
        if (missing.Length > 0 && OperatingSystem.IsLinux() && Has("apt-get"))
        {
            Console.WriteLine($"Installing {string.Join(", ", missing)} …");
            string[] sudo = Environment.UserName != "root" && Has("sudo") ? ["sudo"] : [];
            await QuietAsync([.. sudo, "apt-get", "update", "-qq"]);
            string[] install = ["env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "install", "-y", "-qq", "--no-install-recommends"];
            await QuietAsync([.. sudo, .. install, .. missing]);
        }
        else if (missing.Length > 0)
        {
            Console.WriteLine($"This machine lacks {string.Join(", ", missing)} (Debian's names); the tests that need them will fail.");
        }

        var node = Directory.CreateDirectory(Path.Combine(artifacts, "node")).FullName;
        if (!Directory.Exists(Path.Combine(node, "node_modules", "@microsoft", "signalr")) && Find("npm") is { } npm)
            await QuietAsync([npm, "install", "--prefix", node, "--no-audit", "--no-fund", "--silent", SignalR]);
    }

    private static bool Has(string file) => Path.IsPathRooted(file) ? File.Exists(file) : Find(file) is not null;

    private static string? Find(string command) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .SelectMany(folder => Suffixes, (folder, suffix) => Path.Combine(folder, command + suffix))
            .FirstOrDefault(File.Exists);

    /// <summary>A command whose output is shown only when it fails.</summary>
    private static async Task QuietAsync(string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..]) { RedirectStandardOutput = true, RedirectStandardError = true };
        using var process = Process.Start(start)!;
        var (output, errors) = (process.StandardOutput.ReadToEndAsync(), process.StandardError.ReadToEndAsync());
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            Console.Error.WriteLine($"{string.Join(' ', command)}\n{await output}{await errors}");
    }
}
