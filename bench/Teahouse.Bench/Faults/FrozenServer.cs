using Teahouse.Bench.Guests;

namespace Teahouse.Bench.Faults;

/// <summary>SIGSTOP of the server for 5 and for 30 s, longer than the time-out of a connection, while everybody talks.</summary>
internal static class FrozenServer
{
    public static async Task<FaultRow> Run(bool full)
    {
        var (size, seconds) = full ? (CrowdSize.Full, new[] { 5, 30, 5, 30 }) : (CrowdSize.Few, [2]);
        await using var run = await FaultRun.Start(size.Guests);
        await using var crowd = await run.Enter(size);
        await using (crowd.Talk())
        {
            foreach (var length in seconds)
            {
                await Task.Delay(TimeSpan.FromSeconds(2));
                await run.Harm("SIGSTOP", async () =>
                {
                    run.Server.Freeze(true);
                    await Task.Delay(TimeSpan.FromSeconds(length));
                    run.Server.Freeze(false);
                });
            }
            await Task.Delay(TimeSpan.FromSeconds(2));
        }
        var verdict = await run.Finish(TimeSpan.FromSeconds(60), crowd);
        return new FaultRow("server-freeze", seconds.Length, verdict, $"{size}; frozen for {string.Join(", ", seconds)} s");
    }
}
