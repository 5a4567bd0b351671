using System.Diagnostics;

namespace Teahouse.Bench.Disk;

/// <summary>A folder on a small disk of its own (a tmpfs), which can be filled to its last byte. Only root can make one.</summary>
internal sealed class SmallDisk : IAsyncDisposable
{
    private readonly string _folder;

    private SmallDisk(string folder) => _folder = folder;

    /// <summary>Whether this account may make one here.</summary>
    public static bool CanMake => OperatingSystem.IsLinux() && Environment.IsPrivilegedProcess;

    /// <summary>Moves a folder, of which nothing is open, onto a small disk.</summary>
    public static async Task<SmallDisk> Under(string folder, int megabytes)
    {
        var before = folder + ".before";
        Directory.Move(folder, before);
        Directory.CreateDirectory(folder);
        await Run("mount", "-t", "tmpfs", "-o", $"size={megabytes}m,mode=700", "teahouse-bench", folder);
        var disk = new SmallDisk(folder);
        await Run("cp", "-a", before + "/.", folder);
        return disk;
    }

    /// <summary>Takes all room that is left.</summary>
    public void Fill()
    {
        using var filler = new FileStream(Filler, FileMode.Append, FileAccess.Write, FileShare.None, bufferSize: 0);
        for (var block = new byte[1024 * 1024]; block.Length >= 512;)
        {
            try
            {
                filler.Write(block);
            }
            catch (IOException)
            {
                Array.Resize(ref block, block.Length / 2);
            }
        }
    }

    /// <summary>Gives it back.</summary>
    public void Empty() => File.Delete(Filler);

    /// <summary>Unmounts it, also from under a process that still has files open there.</summary>
    public async ValueTask DisposeAsync() => await Run("umount", "--lazy", _folder);

    private string Filler => Path.Combine(_folder, "filler");

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardError = true })!;
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} failed: {errors}");
    }
}
