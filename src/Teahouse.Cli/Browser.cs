using System.Diagnostics;

namespace Teahouse.Cli;

/// <summary>An installed browser that can show a page without tabs and address bar.</summary>
/// <param name="Executable">Its program's full path.</param>
internal sealed record Browser(string Executable)
{
    private static readonly string[] LinuxNames =
    [
        "microsoft-edge-stable", "microsoft-edge", "google-chrome-stable", "google-chrome", "chromium", "chromium-browser",
    ];

    private static readonly string[] MacNames =
    [
        "Microsoft Edge.app/Contents/MacOS/Microsoft Edge", "Google Chrome.app/Contents/MacOS/Google Chrome",
        "Chromium.app/Contents/MacOS/Chromium",
    ];

    private static readonly string[] WindowsNames =
    [
        @"Microsoft\Edge\Application\msedge.exe", @"Google\Chrome\Application\chrome.exe", @"Chromium\Application\chrome.exe",
    ];

    /// <summary>A confined package, which may write into its own folder only.</summary>
    public bool IsSnap => Executable.StartsWith("/snap/", StringComparison.Ordinal)
        || (Executable.EndsWith("chromium-browser", StringComparison.Ordinal) && File.Exists("/snap/bin/chromium"));

    /// <summary>The first of Edge, Chrome and Chromium that is installed, or null.</summary>
    public static Browser? Find()
    {
        var executable = Candidates().FirstOrDefault(File.Exists);
        return executable is null ? null : new Browser(executable);
    }

    /// <summary>Opens a page in whatever this machine opens pages with.</summary>
    public static void OpenDefault(Uri page) =>
        Process.Start(new ProcessStartInfo(page.AbsoluteUri) { UseShellExecute = true })?.Dispose();

    private static IEnumerable<string> Candidates()
    {
        if (OperatingSystem.IsWindows())
            return Combine(WindowsFolders(), WindowsNames);
        if (OperatingSystem.IsMacOS())
            return Combine(["/Applications", Path.Combine(Folder(Environment.SpecialFolder.UserProfile), "Applications")], MacNames);
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':', StringSplitOptions.RemoveEmptyEntries);
        return Combine(path, LinuxNames);
    }

    private static IEnumerable<string> WindowsFolders() =>
    [
        Folder(Environment.SpecialFolder.ProgramFilesX86), Folder(Environment.SpecialFolder.ProgramFiles),
        Folder(Environment.SpecialFolder.LocalApplicationData),
    ];

    private static IEnumerable<string> Combine(IEnumerable<string> folders, string[] names) =>
        names.SelectMany(name => folders.Where(Path.IsPathRooted).Select(folder => Path.Combine(folder, name)));

    private static string Folder(Environment.SpecialFolder folder) => Environment.GetFolderPath(folder);
}
