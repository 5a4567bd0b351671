using Teahouse.Bench.Guests;

namespace Teahouse.Bench.Faults;

/// <summary>kill -9 of the server at random moments while everybody talks.</summary>
internal static class KilledServer
{
    public static async Task<FaultRow> Run(bool full)
    {
        var (size, kills) = full ? (CrowdSize.Full, 50) : (CrowdSize.Few, 3);
        await using var run = await FaultRun.Start(size.Guests);
        await using var crowd = await run.Enter(size);
        await using (crowd.Talk())
        {
            for (var kill = 0; kill < kills; kill++)
            {
                await Task.Delay(Random.Shared.Next(300, 3_000));
                await run.KillServer();
            }
        }
        return new FaultRow("server-kill", kills, await run.Finish(TimeSpan.FromSeconds(60), crowd), $"{size}");
    }
}
