using Teahouse.Bench.Check;
using Teahouse.Bench.Disk;
using Teahouse.Bench.Guests;

namespace Teahouse.Bench.Faults;

/// <summary>
/// The power goes at random moments while everybody talks: of the database only that is left which was synced, and by luck, in every
/// second round, some of the rest, torn at the sectors of the disk.
/// </summary>
internal static class LostPower
{
    /// <summary>The options of the serve command under which a run's power can be lost; a slow sync lets more of them be met.</summary>
    public static readonly string[] Disk = ["--disk-log", "../disk-log", "--sync-delay", "3"];

    public static async Task<FaultRow> Run(bool full)
    {
        var (size, losses) = full ? (CrowdSize.Full, 40) : (CrowdSize.Few, 3);
        var chance = Chance.Make();
        await using var run = await Start(size, "");
        await using var crowd = await run.Enter(size);
        var (pending, met) = (0, 0);
        await using (crowd.Talk())
        {
            for (var loss = 0; loss < losses; loss++)
            {
                await Task.Delay(chance.Next(300, full ? 3_000 : 1_000));
                var left = await Lose(run, chance, share: loss % 2 == 0 ? 0 : chance.NextDouble());
                pending += left.Pending;
                met += left.Pending > 0 ? 1 : 0;
            }
        }
        var note = $"{size}; unsynced changes at {met} of {losses} losses, {pending} in all; seed {chance.Seed}";
        return new FaultRow("power-loss", losses, await run.Finish(TimeSpan.FromSeconds(60), crowd), note);
    }

    /// <summary>Two losses that leave what was synced and nothing else.</summary>
    /// <param name="seed">A fault to build in: without syncs the checker must find messages lost.</param>
    public static async Task<Verdict> RunSeeded(string seed)
    {
        await using var run = await Start(CrowdSize.Few, seed);
        await using var crowd = await run.Enter(CrowdSize.Few);
        await using (crowd.Talk())
        {
            for (var loss = 0; loss < 2; loss++)
            {
                await Task.Delay(TimeSpan.FromSeconds(1));
                await Lose(run, Chance.Make(), share: 0);
            }
        }
        return await run.Finish(NegativeControl.Patience(seed), crowd);
    }

    /// <summary>Takes the power from a server that is dead already, and starts it again on what is left.</summary>
    public static PowerLoss Strike(FaultRun run, Random chance, double share) =>
        PowerLoss.Strike(run.PathOf("disk-log"), run.Server.Data, chance, share);

    /// <summary>What a clean stop leaves counts as durable, so that the accounts are there whatever happens.</summary>
    private static async Task<FaultRun> Start(CrowdSize size, string seed)
    {
        var run = await FaultRun.Start(size.Guests, seed, Disk);
        await run.Server.Stop();
        await run.Server.Restart();
        return run;
    }

    private static async Task<PowerLoss> Lose(FaultRun run, Random chance, double share)
    {
        PowerLoss? left = null;
        await run.Harm("power loss", async () =>
        {
            run.Server.Kill();
            left = Strike(run, chance, share);
            await run.Server.Restart();
        });
        return left!;
    }
}
