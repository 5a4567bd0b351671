using Teahouse.Bench.Guests;
using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Faults;

/// <summary>
/// Clients are killed with kill -9 and opened again with what waits in their outboxes, or stopped in their tracks with SIGSTOP, while
/// others talk with them.
/// </summary>
internal static class KilledClients
{
    /// <summary>kill -9.</summary>
    public static Task<FaultRow> Kill(bool full) => Run("client-kill", full, full ? 20 : 2, async (run, client, size, first, _) =>
    {
        await Task.Delay(Random.Shared.Next(1_500, 4_000));
        await run.Harm("kill -9 of clients", () =>
        {
            client.Dispose();
            return Task.CompletedTask;
        });
        return run.Launch(size, first);
    });

    /// <summary>SIGSTOP for 5 and for 30 s, longer than the time-out of a connection.</summary>
    public static Task<FaultRow> Freeze(bool full) => Run("client-freeze", full, full ? 4 : 1, async (run, client, _, _, round) =>
    {
        await Task.Delay(TimeSpan.FromSeconds(3));
        await run.Harm("SIGSTOP of clients", async () =>
        {
            client.Freeze(true);
            await Task.Delay(TimeSpan.FromSeconds(!full ? 2 : round % 2 == 0 ? 5 : 30));
            client.Freeze(false);
        });
        return client;
    });

    private static async Task<FaultRow> Run(
        string name, bool full, int rounds, Func<FaultRun, BenchProcess, CrowdSize, int, int, Task<BenchProcess>> strike)
    {
        var all = full ? CrowdSize.Full : CrowdSize.Few;
        // Half of the people are hit; the public room is common to all.
        var half = all with { Guests = all.Guests / 2, Rate = all.Rate / 2 };
        await using var run = await FaultRun.Start(all.Guests);
        await using var crowd = await run.Enter(half);
        var client = run.Launch(half, half.Guests);
        try
        {
            await using (crowd.Talk())
            {
                for (var round = 0; round < rounds; round++) client = await strike(run, client, half, half.Guests, round);
                await Task.Delay(TimeSpan.FromSeconds(3));
            }
            if (client.ExitCode is not null) throw new InvalidOperationException(string.Join('\n', client.Output));
            client.Write("enough");
            await client.Ended(TimeSpan.FromSeconds(180));
            var verdict = await run.Finish(TimeSpan.FromSeconds(60), crowd);
            return new FaultRow(name, rounds, verdict, $"{all}; half of the windows hit") { BoundsKept = client.ExitCode == 0 };
        }
        finally
        {
            client.Dispose();
        }
    }
}
