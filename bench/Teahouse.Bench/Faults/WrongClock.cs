using Teahouse.Bench.Guests;
using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Faults;

/// <summary>
/// The clocks of the server and of the clients are set forward and back while everybody talks: order and marks go by seq alone.
/// </summary>
internal static class WrongClock
{
    private static readonly TimeSpan[] Shifts =
    [
        TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(-2), TimeSpan.FromHours(9), TimeSpan.FromHours(-9), TimeSpan.FromDays(20),
        TimeSpan.FromDays(-20), TimeSpan.Zero,
    ];

    public static async Task<FaultRow> Run(bool full)
    {
        var size = full ? CrowdSize.Full : CrowdSize.Few;
        await using var run = await FaultRun.Start(size.Guests);
        var time = new ShiftedTime();
        await using var crowd = await run.Enter(size, time: time);
        await using (crowd.Talk())
        {
            foreach (var shift in Shifts)
            {
                await Task.Delay(TimeSpan.FromSeconds(full ? 4 : 0.5));
                run.Server.SetClock(shift);
                await Task.Delay(TimeSpan.FromSeconds(full ? 4 : 0.5));
                time.Shift = shift;
            }
            // Once more with a server that starts while its clock is wrong: the new process has the machine's own.
            time.Shift = TimeSpan.FromDays(3);
            await run.KillServer();
        }
        return new FaultRow("clock", Shifts.Length, await run.Finish(TimeSpan.FromSeconds(60), crowd), $"{size}; by up to 20 days");
    }
}
