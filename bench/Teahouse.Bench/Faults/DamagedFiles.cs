using System.Buffers.Binary;
using Dapper;
using Microsoft.Data.Sqlite;
using Teahouse.Bench.Disk;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Faults;

/// <summary>
/// The server finds damaged files at its start. Behind what was synced the WAL may end in anything: it starts, and nothing acknowledged is
/// missing. A page of the database that is no longer what was written is refused, and never served.
/// </summary>
internal static class DamagedFiles
{
    private const int PageBytes = 4096;
    private const string Database = "teahouse.db";

    public static async Task<FaultRow> Run(bool full)
    {
        var (size, rounds, pages) = full ? (CrowdSize.Full, 20, 20) : (CrowdSize.Few, 1, 2);
        var chance = Chance.Make();
        await using var run = await FaultRun.Start(size.Guests, "", LostPower.Disk);
        await using var crowd = await run.Enter(size);
        await using (crowd.Talk())
        {
            for (var round = 0; round < rounds; round++)
            {
                await Task.Delay(chance.Next(300, full ? 3_000 : 1_000));
                await run.Harm("damaged WAL", async () =>
                {
                    run.Server.Kill();
                    if (LostPower.Strike(run, chance, share: 0).Wal is { } wal) DamageWal(run.Server.Data, wal.End, chance);
                    await run.Server.Restart();
                });
            }
            // The next start finds a WAL, and with it the sign that the last end was no clean one.
            await Task.Delay(500);
            run.Server.Kill();
            Copy(run.Server.Data, run.PathOf("killed"));
            await run.Server.Restart();
        }
        var refused = await CountRefused(run, pages, chance);
        var note = $"{size}; {refused} of {pages} databases with a garbled page refused; seed {chance.Seed}";
        return new FaultRow("damaged-files", rounds + pages, await run.Finish(TimeSpan.FromSeconds(60), crowd), note)
        {
            BoundsKept = refused == pages,
        };
    }

    /// <summary>Cuts the WAL off somewhere behind its valid end, and lets it end in garbage, or in a frame of its own once more.</summary>
    private static void DamageWal(string data, long end, Random chance)
    {
        using var wal = new FileStream(Path.Combine(data, Database + "-wal"), FileMode.Open, FileAccess.ReadWrite);
        wal.SetLength(chance.NextInt64(end, Math.Max(end, wal.Length) + 1));
        var tail = new byte[chance.Next(4 * PageBytes)];
        if (chance.Next(2) == 0 || end <= 32) chance.NextBytes(tail);
        else
        {
            wal.Position = 32;
            wal.ReadAtLeast(tail, tail.Length, throwOnEndOfStream: false);
        }
        wal.Position = end;
        wal.Write(tail);
    }

    private static void Copy(string data, string folder)
    {
        Directory.CreateDirectory(folder);
        foreach (var file in Directory.GetFiles(data, Database + "*")) File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
    }

    /// <summary>Starts servers on copies of a database whose server was killed, each with one garbled page.</summary>
    private static async Task<int> CountRefused(FaultRun run, int pages, Random chance)
    {
        // All pages but a few are carried over, so that the WAL does not hide the damage.
        var connection = new SqliteConnectionStringBuilder { DataSource = Path.Combine(run.PathOf("killed"), Database), Pooling = false };
        await using var database = new SqliteConnection(connection.ToString());
        database.Open();
        database.Execute("PRAGMA wal_checkpoint(TRUNCATE); UPDATE house SET value = value WHERE key = 'epoch'");
        var refused = 0;
        for (var page = 0; page < pages; page++)
        {
            var copy = run.PathOf($"damaged-{page}");
            Copy(run.PathOf("killed"), copy);
            GarblePage(copy, chance);
            refused += await IsRefused(copy) ? 1 : 0;
        }
        return refused;
    }

    private static void GarblePage(string folder, Random chance)
    {
        using var database = new FileStream(Path.Combine(folder, Database), FileMode.Open, FileAccess.ReadWrite);
        var inWal = PagesIn(Path.Combine(folder, Database + "-wal"));
        var old = Enumerable.Range(1, (int)(database.Length / PageBytes)).Where(page => !inWal.Contains(page)).ToArray();
        var garbage = new byte[PageBytes];
        chance.NextBytes(garbage);
        database.Position = (old[chance.Next(old.Length)] - 1L) * PageBytes;
        database.Write(garbage);
    }

    /// <summary>The pages of a WAL's frames: each has its page's number in front.</summary>
    private static HashSet<int> PagesIn(string wal)
    {
        const int Header = 32;
        const int FrameHeader = 24;
        var bytes = File.ReadAllBytes(wal);
        var pages = new HashSet<int>();
        for (var at = Header; at + FrameHeader <= bytes.Length; at += FrameHeader + PageBytes)
            pages.Add(BinaryPrimitives.ReadInt32BigEndian(bytes.AsSpan(at)));
        return pages;
    }

    /// <summary>Whether a server ends at its start, with one line that names the folder.</summary>
    private static async Task<bool> IsRefused(string folder)
    {
        try
        {
            await using var server = await ServerProcess.Start(folder, guests: 0, seed: "");
            return false;
        }
        catch (InvalidOperationException e)
        {
            // The first line says that it does not answer; the second is all that it said itself.
            var lines = e.Message.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            return lines is [_, var said] && said.Contains(folder, StringComparison.Ordinal);
        }
    }
}
