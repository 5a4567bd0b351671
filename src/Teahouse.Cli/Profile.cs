using System.CommandLine.Parsing;

namespace Teahouse.Cli;

/// <summary>A browser's profile folder: the session, the drafts and the waiting messages of one person on this machine.</summary>
internal sealed class Profile : IDisposable
{
    private readonly FileStream? _lock;

    private Profile(string folder, bool isNew, FileStream? @lock) => (Folder, IsNew, _lock) = (folder, isNew, @lock);

    /// <summary>The folder, which exists.</summary>
    public string Folder { get; }

    /// <summary>Whether the folder was made just now.</summary>
    public bool IsNew { get; }

    /// <summary>Whether another command has a window of this profile open; the browser then opens the new window there.</summary>
    public bool IsInUse => _lock is null;

    /// <summary>Allows what is a folder's name everywhere.</summary>
    public static void Validate(OptionResult result)
    {
        var name = result.GetValueOrDefault<string>();
        if (name.Length is 0 or > 64 || name[0] == '.' || !name.All(c => char.IsLetterOrDigit(c) || c is '.' or '_' or '-'))
            result.AddError(Texts.BadProfile);
    }

    /// <summary>Takes the profile of that name, and makes it when it is new.</summary>
    public static Profile Open(Browser browser, string name)
    {
        var home = browser.IsSnap
            ? Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), "snap", "chromium", "common")
            : Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create);
        var folder = Path.Combine(home, "Teahouse", "profiles", name);
        var isNew = !Directory.Exists(folder);
        Directory.CreateDirectory(folder);
        return new Profile(folder, isNew, TryLock(Path.Combine(folder, "teahouse.lock")));
    }

    private static FileStream? TryLock(string file)
    {
        try
        {
            return new FileStream(file, FileMode.OpenOrCreate, FileAccess.Write, FileShare.None);
        }
        catch (IOException)
        {
            return null;
        }
    }

    public void Dispose() => _lock?.Dispose();
}
