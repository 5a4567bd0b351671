namespace Teahouse.Tests.Repo;

/// <summary>The files of this repository, for the tests that read them.</summary>
public static class Repository
{
    /// <summary>The folder of Teahouse.slnx.</summary>
    public static string Root { get; } = Find(AppContext.BaseDirectory);

    /// <summary>The published web client, as <c>dotnet dev.cs run</c> serves it.</summary>
    public static string Web => Path.Combine(Root, "artifacts", "web", "wwwroot");

    /// <summary>The full path of a file or folder of the repository.</summary>
    public static string PathOf(params string[] parts) => Path.Combine([Root, .. parts]);

    /// <summary>The hand-written files below a folder with one of the endings, as paths from the root with forward slashes.</summary>
    public static string[] Files(string folder, params string[] endings) =>
    [
        .. Directory.EnumerateFiles(PathOf(folder), "*", SearchOption.AllDirectories)
            .Select(file => Path.GetRelativePath(Root, file).Replace('\\', '/'))
            .Where(file => endings.Any(ending => file.EndsWith(ending, StringComparison.Ordinal)))
            .Where(file => !file.Contains("/bin/", StringComparison.Ordinal) && !file.Contains("/obj/", StringComparison.Ordinal))
            .Order(StringComparer.Ordinal),
    ];

    public static string Read(string file) => File.ReadAllText(PathOf(file));

    private static string Find(string folder) =>
        File.Exists(Path.Combine(folder, "Teahouse.slnx")) ? folder : Find(Directory.GetParent(folder.TrimEnd('/', '\\'))!.FullName);
}
