using Teahouse.Bench.Guests;
using Teahouse.Bench.Network;

namespace Teahouse.Bench.Faults;

/// <summary>
/// Half of the cables go bad: cut with a reset, silent one way or both, slow, out of order, flipping bits, cutting ends off.
/// </summary>
internal static class BadNetwork
{
    /// <summary>More windows than this would measure the proxies.</summary>
    private static readonly CrowdSize Size = new(20, 4, 100);

    /// <summary>Longer than the 25 s after which an unanswered PING ends a connection.</summary>
    private static readonly TimeSpan LongSilence = TimeSpan.FromSeconds(30);

    /// <summary>Every cable is cut with a reset, again and again, and plugged in a little later.</summary>
    public static Task<FaultRow> Cut(bool full) => Run("cut", full, rounds: full ? 20 : 3, async (cables, _) =>
    {
        foreach (var cable in cables) cable.Cut();
        await Task.Delay(Random.Shared.Next(100, 1_500));
        foreach (var cable in cables) cable.Plug();
    });

    /// <summary>A storm that goes on for a while, again and again; its short form lasts a second.</summary>
    public static Func<bool, Task<FaultRow>> Of(string name, Storm storm, int rounds, TimeSpan length) => full =>
        Run(name, full, full ? rounds : 3, async (_, weather) =>
        {
            weather.Become(storm);
            await Task.Delay(full ? length : TimeSpan.FromSeconds(1));
            weather.Become(Storm.None);
        });

    /// <summary>Silence that is shorter and longer than the time-out of a connection.</summary>
    public static Func<bool, Task<FaultRow>> Silence(string name, Storm storm) => full =>
    {
        var round = 0;
        return Run(name, full, full ? 4 : 1, async (_, weather) =>
        {
            weather.Become(storm);
            await Task.Delay(!full ? TimeSpan.FromSeconds(2) : round++ % 2 == 0 ? TimeSpan.FromSeconds(5) : LongSilence);
            weather.Become(Storm.None);
        });
    };

    private static async Task<FaultRow> Run(string name, bool full, int rounds, Func<IReadOnlyList<Cable>, Weather, Task> strike)
    {
        var size = full ? Size : CrowdSize.Few;
        await using var run = await FaultRun.Start(size.Guests);
        // Every second window has a good cable: they see whether others' trouble is theirs.
        var weather = new Weather();
        var cables = Enumerable.Range(0, size.Guests * size.Windows / 2).Select(_ => new Cable(run.Server.Url, weather.On)).ToArray();
        try
        {
            await using var crowd = await run.Enter(size, number => number % 2 == 0 ? run.Server.Url : cables[number / 2].Url);
            await using (crowd.Talk())
            {
                for (var round = 0; round < rounds; round++)
                {
                    await Task.Delay(Random.Shared.Next(500, 2_000));
                    await run.Harm(name, () => strike(cables, weather));
                }
            }
            var verdict = await run.Finish(TimeSpan.FromSeconds(60), crowd);
            return new FaultRow(name, rounds, verdict, $"{size}; half of them behind bad cables; {weather.Harmed} chunks harmed");
        }
        finally
        {
            foreach (var cable in cables) cable.Dispose();
        }
    }
}
