using Teahouse.Bench.Guests;

namespace Teahouse.Bench.Faults;

/// <summary>kill -9 of the server at random moments while everybody talks and some pass files.</summary>
internal static class KilledServer
{
    public static async Task<FaultRow> Run(bool full)
    {
        var (size, kills) = full ? (CrowdSize.Full, 50) : (CrowdSize.Few, 3);
        await using var run = await FaultRun.Start(size.Guests);
        await using var crowd = await run.Enter(size);
        var files = crowd.PassFiles(run.Journals).ToArray();
        await using (crowd.Talk())
        {
            for (var kill = 0; kill < kills; kill++)
            {
                await Task.Delay(Random.Shared.Next(300, 3_000));
                await run.KillServer();
            }
        }
        await Task.WhenAll(files.Select(passing => passing.DisposeAsync().AsTask()));
        var verdict = await run.Finish(TimeSpan.FromSeconds(60), crowd);
        return new FaultRow("server-kill", kills, verdict, $"{size}; {verdict.Files} files came whole, none early")
        {
            BoundsKept = verdict.Files > 0,
        };
    }
}
