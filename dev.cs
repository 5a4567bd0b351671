#!/usr/bin/env dotnet
#:property PublishAot=false
#:property NoWarn=$(NoWarn);RS0030;CA1305

// Every task of this repository: dotnet dev.cs <task>. `dotnet` itself takes -c, -e, -p, -v, --no-build, --environment, --help and
// --verbosity, so that no option here has one of these names; what stands behind `--` is never taken.

using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

return args switch
{
    ["run", .. var options] => await Tasks.Run([], options),
    ["client", .. var options] => await Tasks.Client(["open", .. options]),
    ["send", ..] or ["receive", ..] => await Tasks.Client(args),
    ["user", ..] or ["backup", ..] or ["restore", ..] => await Tasks.Server(args),
    ["test", .. var options] => await Tasks.Test(options),
    ["demo", .. var options] => await Tasks.Demo(options),
    ["faults", .. var options] => await Tasks.Faults(options),
    ["controls", ..] => await Tasks.Bench("Seeded", args),
    ["bench", "ui", .. var options] => await Tasks.MeasurePage(options),
    ["bench", ..] => await Tasks.Bench("Release", args),
    ["screens", .. var options] => await Tasks.Traits(Tasks.BrowserTests, ["task=screens"], options),
    _ => Tasks.Usage(),
};

/// <summary>The tasks themselves, in the order of the list that <see cref="Usage"/> prints.</summary>
static class Tasks
{
    public const string BrowserTests = "Teahouse.Browser.Tests";
    private const string Tests = "Teahouse.Tests";
    private static readonly string[] WindowFaults =
        ["three-windows", "background-window", "sleep", "killed-server", "old-folder", "large-file"];
    private static readonly string[] FileFaults = ["file-cuts", "large-file"];
    private static readonly string[] PageMeasures = ["start", "timeline"];

    public static int Usage()
    {
        Console.Write(File.ReadAllText(Path.Combine(Build.Root, "tools", "usage.txt")));
        return 2;
    }

    public static Task<int> Run(string[] command, string[] options) =>
        Start(Build.ServerAndWebAsync, Build.Server, [.. command, "--web", Build.WebRoot, .. options]);

    public static Task<int> Client(string[] command) => Start(Build.ClientAsync, Build.Client, command);

    public static Task<int> Server(string[] command) => Start(Build.ServerAsync, Build.Server, command);

    public static async Task<int> Demo(string[] options)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-demo-");
        try
        {
            return await Run(["demo"], ["--data", folder.FullName, .. options]);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task<int> Start(Func<Task<bool>> build, string program, string[] options)
    {
        using (await Build.LockAsync())
        {
            if (!await build()) return 1;
        }
        return await Shell.ForegroundAsync(program, options);
    }

    /// <summary>A command of the bench; the configuration Seeded has faults built in for it to find.</summary>
    public static async Task<int> Bench(string configuration, string[] options)
    {
        using (await Build.LockAsync())
        {
            await Shell.DotnetAsync("run", "tools/install.cs");
            if (!await Build.BenchAsync(configuration)) return 1;
        }
        return await Shell.ForegroundAsync(Build.Bench(configuration), options);
    }

    /// <summary>The faults of the bench, and those that are tests which can also run fully: of real windows, and of files.</summary>
    public static async Task<int> Faults(string[] options)
    {
        var names = options.Where((option, i) => !option.StartsWith('-') && (i == 0 || options[i - 1] != "--table")).ToArray();
        string[] tested = [.. WindowFaults, .. FileFaults];
        var others = names.Length == 0 || names.Except(tested).Any();
        var exit = others ? await Bench("Release", ["faults", .. options.Except(tested)]) : 0;
        if (options.Contains("--help")) return exit;
        foreach (var (project, faults) in new[] { (BrowserTests, WindowFaults), (Tests, FileFaults) })
        {
            var chosen = names.Length > 0 ? [.. faults.Intersect(names)] : faults;
            if (chosen.Length > 0) exit = Math.Max(exit, await Traits(project, chosen.Select(name => $"fault={name}"), options));
        }
        return exit;
    }

    /// <summary>The page, measured in a browser.</summary>
    public static async Task<int> MeasurePage(string[] names)
    {
        using (await Build.LockAsync())
        {
            if (!await Build.EmptyPageAsync()) return 1;
        }
        return await Traits(BrowserTests, (names.Length > 0 ? names : PageMeasures).Select(name => $"measure={name}"), []);
    }

    /// <summary>Tests that take their time: all of some traits.</summary>
    public static async Task<int> Traits(string project, IEnumerable<string> traits, string[] options)
    {
        using (await Build.LockAsync())
        {
            await Shell.DotnetAsync("run", "tools/install.cs");
            if ((project == BrowserTests && !await Build.WebAsync()) || !await Build.TestsAsync(project)) return 1;
        }
        Environment.SetEnvironmentVariable("FAULTS", options.Contains("--short") ? "short" : "full");
        return await Shell.ForegroundAsync(Build.Tests(project),
            ["-noLogo", "-parallelMode", "none", .. traits.SelectMany(trait => new[] { "-trait", trait })]);
    }

    public static async Task<int> Test(string[] options)
    {
        var (projects, name) = options switch
        {
            ["unit", .. var rest] => ([Tests], rest.FirstOrDefault()),
            ["browser", .. var rest] => ([BrowserTests], rest.FirstOrDefault()),
            _ => (new[] { Tests, BrowserTests }, options.FirstOrDefault()),
        };
        var (passed, failed) = (0, 0);
        using (await Build.LockAsync())
        {
            await Shell.DotnetAsync("run", "tools/install.cs");
            if (!await Shell.DotnetAsync("format", "whitespace", "--folder", Build.Root, "--verify-no-changes", "--exclude", "artifacts/"))
                failed++;
            if (!await Build.WebAsync()) failed++;
            // The tests show with it that the checker finds what it should.
            if (projects.Contains(Tests) && !await Build.BenchAsync("Seeded")) failed++;
            foreach (var project in projects)
                failed += await Build.TestsAsync(project) ? 0 : 1;
            // Many servers and browsers share the cores: none of them shall spin or look for what could be compiled better.
            Environment.SetEnvironmentVariable("DOTNET_ThreadPool_UnfairSemaphoreSpinLimit", "0");
            Environment.SetEnvironmentVariable("DOTNET_TieredPGO", "0");
            // Side by side: most tests wait for something, and it is not the cores that they need.
            foreach (var (good, bad) in failed == 0 ? await Task.WhenAll(projects.Select(project => RunTests(project, name))) : [])
                (passed, failed) = (passed + good, failed + bad);
        }
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 && passed > 0 ? 0 : 1;
    }

    /// <summary>What takes its time and is no part of the suite.</summary>
    private static IEnumerable<string> Apart =>
        [.. WindowFaults.Select(fault => $"fault={fault}"), .. PageMeasures.Select(name => $"measure={name}"), "task=screens"];

    private static async Task<(int Passed, int Failed)> RunTests(string project, string? name)
    {
        var report = Path.Combine(Build.Artifacts, $"{project}.xml");
        File.Delete(report);
        string[] own = project == Tests ? ["-maxThreads", "2", "-trait-", "fault=large-file"] :
            ["-maxThreads", "2", .. Apart.SelectMany(trait => new[] { "-trait-", trait })];
        string[] options = ["-failSkips", "-longRunning", "60", "-noLogo", .. own, "-result-xml", report,
            .. name is null ? [] : new[] { "-method", $"*{name}*" }];
        var exit = await Shell.ForegroundAsync(Build.Tests(project), options, TimeSpan.FromMinutes(40));
        if (!File.Exists(report)) return (0, 1);
        var assemblies = XDocument.Load(report).Root!.Elements("assembly").ToList();
        int Sum(string attribute) => assemblies.Sum(a => (int?)a.Attribute(attribute) ?? 0);
        var failed = Sum("failed") + Sum("errors");
        return (Sum("passed"), exit != 0 && failed == 0 ? 1 : failed);
    }
}

/// <summary>What is built, where it lies, and when it is stale.</summary>
static class Build
{
    public static string Root { get; } = (string)AppContext.GetData("EntryPointFileDirectoryPath")!;
    public static string Artifacts { get; } = Directory.CreateDirectory(Path.Combine(Root, "artifacts")).FullName;
    public static string Server => Path.Combine(Artifacts, "server", "teahouse-server.dll");
    public static string Client => Path.Combine(Artifacts, "client", "teahouse.dll");
    public static string WebRoot => Path.Combine(Artifacts, "web", "wwwroot");

    public static Task<bool> ServerAsync() => PublishAsync("server", "src/Teahouse.Server", "src/Teahouse.Protocol");

    public static async Task<bool> ServerAndWebAsync() => await ServerAsync() && await WebAsync();

    public static Task<bool> WebAsync() => PublishAsync("web", "src/Teahouse.Web", "src/Teahouse.Client", "src/Teahouse.Protocol");

    public static Task<bool> ClientAsync() => PublishAsync("client", "src/Teahouse.Cli", "src/Teahouse.Client", "src/Teahouse.Protocol");

    /// <summary>What the start of the page is measured beside.</summary>
    public static Task<bool> EmptyPageAsync() => PublishAsync("empty-page", "bench/EmptyPage");

    public static string Bench(string configuration) =>
        Path.Combine("bench", "Teahouse.Bench", "bin", configuration, "net10.0", "Teahouse.Bench.dll");

    public static Task<bool> BenchAsync(string configuration) =>
        Shell.DotnetAsync("build", "bench/Teahouse.Bench", "--configuration", configuration, "-v", "q", "-clp:NoSummary");

    public static string Tests(string project) => $"tests/{project}/bin/Release/net10.0/{project}.dll";

    public static Task<bool> TestsAsync(string project) =>
        Shell.DotnetAsync("build", $"tests/{project}", "--configuration", "Release", "-v", "q", "-clp:NoSummary");

    /// <summary>Lets one task build at a time, for several terminals may start at once.</summary>
    public static async Task<FileStream> LockAsync()
    {
        for (; ; await Task.Delay(200))
        {
            try { return new FileStream(Path.Combine(Artifacts, ".lock"), FileMode.OpenOrCreate, FileAccess.Write, FileShare.None); }
            catch (IOException) { /* Another task builds. */ }
        }
    }

    /// <summary>Publishes a project into its folder under artifacts, unless that was done from just these sources.</summary>
    private static async Task<bool> PublishAsync(string name, string project, params string[] references)
    {
        var (folder, stamp) = (Path.Combine(Artifacts, name), Path.Combine(Artifacts, $"{name}.stamp"));
        var sources = Fingerprint([project, .. references]);
        if (Directory.Exists(folder) && File.Exists(stamp) && await File.ReadAllTextAsync(stamp) == sources) return true;

        Console.WriteLine($"Building {Path.GetFileName(project)} …");
        var fresh = Path.Combine(Artifacts, $"{name}.new");
        Directory.CreateDirectory(fresh).Delete(recursive: true);
        if (!await Shell.DotnetAsync("publish", project, "--configuration", "Release", "--output", fresh, "-v", "q", "--nologo"))
            return false;

        File.Delete(stamp);
        try
        {
            Directory.CreateDirectory(folder).Delete(recursive: true);
            Directory.Move(fresh, folder);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Console.Error.WriteLine($"{folder} is in use: stop the program that runs from it, then try again.");
            return false;
        }
        await File.WriteAllTextAsync(stamp, sources);
        return true;
    }

    /// <summary>Changes with every source file that is added, removed or written, and with the runtime.</summary>
    private static string Fingerprint(string[] projects)
    {
        var files = new DirectoryInfo(Root).EnumerateFiles()
            .Where(f => f.Name is "global.json" || f.Extension is ".props" or ".txt")
            .Concat(projects.SelectMany(p => Sources(new DirectoryInfo(Path.Combine(Root, p)))))
            .Select(f => $"{f.FullName} {f.Length} {f.LastWriteTimeUtc.Ticks}")
            .Order(StringComparer.Ordinal);
        var all = string.Join('\n', files.Append(RuntimeInformation.FrameworkDescription));
        return Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(all)));
    }

    private static IEnumerable<FileInfo> Sources(DirectoryInfo folder) =>
        folder.EnumerateFiles().Concat(folder.EnumerateDirectories().Where(d => d.Name is not ("bin" or "obj")).SelectMany(Sources));
}

/// <summary>Starts other programs.</summary>
static class Shell
{
    private static readonly string Dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>A command of the SDK, in the repository's folder; true when it succeeded.</summary>
    public static async Task<bool> DotnetAsync(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Dotnet, arguments) { WorkingDirectory = Build.Root })!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    /// <summary>A program of ours: Ctrl+C reaches it and ends it, and its exit code is ours. Relative to the repository's folder.</summary>
    public static async Task<int> ForegroundAsync(string program, IEnumerable<string> arguments, TimeSpan? limit = null)
    {
        using var process = Process.Start(Dotnet, ["exec", Path.Combine(Build.Root, program), .. arguments]);
        // The terminal sends Ctrl+C to both; this one stays until the other has ended. A SIGTERM reaches this one alone.
        Console.CancelKeyPress += (_, e) => e.Cancel = true;
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context =>
        {
            context.Cancel = true;
            if (OperatingSystem.IsWindows()) process.Kill();
            else Process.Start("kill", ["-TERM", process.Id.ToString()]);
        });
        using var patience = new CancellationTokenSource(limit ?? Timeout.InfiniteTimeSpan);
        try
        {
            await process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Console.Error.WriteLine($"{program} took longer than {limit}.");
            process.Kill(entireProcessTree: true);
            return 1;
        }
        return process.ExitCode;
    }
}
