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
        using var enough = new CancellationTokenSource();
        var talking = crowd.Talk(enough.Token);
        for (var kill = 0; kill < kills; kill++)
        {
            await Task.Delay(Random.Shared.Next(300, 3_000), CancellationToken.None);
            await run.Harm("kill -9", async () =>
            {
                run.Server.Kill();
                await run.Server.Restart();
            });
        }
        await enough.CancelAsync();
        await talking;
        return new FaultRow("server-kill", kills, await run.Finish(crowd, TimeSpan.FromSeconds(60)), $"{size}");
    }
}
