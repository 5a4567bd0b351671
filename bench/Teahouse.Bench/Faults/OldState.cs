using System.Diagnostics;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Journal;

namespace Teahouse.Bench.Faults;

/// <summary>
/// The server is given an earlier state while everybody's windows stay open: by its commands <c>backup</c>, under load, and
/// <c>restore</c>; and by an old data folder that somebody copied back.
/// </summary>
internal static class OldState
{
    /// <summary>By the commands; the epoch changes.</summary>
    public static Task<FaultRow> Restore(bool full) => Run("backup-restore", full, async run =>
    {
        var backup = run.PathOf("backup");
        await Command("backup", backup, "--data", run.Server.Data);
        return () => Command("restore", backup, "--data", run.Server.Data, "--replace");
    });

    /// <summary>By hand: the server is stopped, its folder copied; later the copy is put in its place.</summary>
    public static Task<FaultRow> CopyBack(bool full) => Run("old-copy", full, async run =>
    {
        var copy = Directory.CreateDirectory(run.PathOf("copy")).FullName;
        await run.Server.Stop();
        Copy(run.Server.Data, copy);
        await run.Server.Restart();
        return () =>
        {
            Directory.Delete(run.Server.Data, recursive: true);
            Copy(copy, run.Server.Data);
            return Task.CompletedTask;
        };
    });

    private static async Task<FaultRow> Run(string name, bool full, Func<FaultRun, Task<Func<Task>>> keep)
    {
        var size = full ? CrowdSize.Full : CrowdSize.Few;
        await using var run = await FaultRun.Start(size.Guests);
        await using var crowd = await run.Enter(size);
        var seconds = TimeSpan.FromSeconds(full ? 15 : 2);
        await using (crowd.Talk())
        {
            await Task.Delay(seconds);
            // What is acknowledged before this moment must be there for ever.
            var kept = JournalFile.Now;
            var giveBack = await keep(run);
            await Task.Delay(seconds);
            await run.Harm(name, async () =>
            {
                await run.Server.Stop();
                await giveBack();
                run.NoteRolledBack(kept);
                await run.Server.Restart();
            });
            await Task.Delay(seconds);
        }
        var verdict = await run.Finish(TimeSpan.FromSeconds(60), crowd);
        return new FaultRow(name, 1, verdict, $"{size}; what was said in between is gone, as meant");
    }

    private static async Task Command(params string[] arguments)
    {
        var program = Path.Combine(AppContext.BaseDirectory, "teahouse-server.dll");
        var start = new ProcessStartInfo("dotnet", ["exec", program, .. arguments]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        var said = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        if (process.ExitCode != 0) throw new InvalidOperationException($"{arguments[0]} failed: {said}");
    }

    private static void Copy(string from, string to)
    {
        foreach (var folder in Directory.GetDirectories(from, "*", SearchOption.AllDirectories))
            Directory.CreateDirectory(Path.Combine(to, Path.GetRelativePath(from, folder)));
        Directory.CreateDirectory(to);
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
            File.Copy(file, Path.Combine(to, Path.GetRelativePath(from, file)));
    }
}
