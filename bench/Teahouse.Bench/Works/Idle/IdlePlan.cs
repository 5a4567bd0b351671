using Teahouse.Bench.Processes;
using Teahouse.Bench.Works.Fanout;

namespace Teahouse.Bench.Works.Idle;

/// <summary>How many come, and how long they are looked at.</summary>
/// <param name="Steps">Connections, growing.</param>
/// <param name="Settle">How long the server is left alone at each step before it is weighed.</param>
/// <param name="Watch">How long its CPU is counted at the last step.</param>
internal sealed record IdlePlan(int[] Steps, TimeSpan Settle, TimeSpan Watch)
{
    /// <summary>Lets them in and weighs the server.</summary>
    public async Task<IdleResult> Run(CPrograms programs, RoomServer server)
    {
        using var crowd = new IdleCrowd(programs, server, Steps.Max());
        var (resident, proportional) = (new double[Steps.Length], new double[Steps.Length]);
        for (var i = 0; i < Steps.Length; i++)
        {
            await crowd.Grow(Steps[i]);
            await Task.Delay(Settle);
            resident[i] = ProcessUse.Memory(server.Id) / 1024.0;
            proportional[i] = ProcessUse.ProportionalMemory(server.Id) / 1024.0;
        }
        var before = ProcessUse.CpuSeconds(server.Id);
        await Task.Delay(Watch);
        var cpu = (ProcessUse.CpuSeconds(server.Id) - before) / Watch.TotalSeconds;
        return new IdleResult(Slope(resident), Slope(proportional), resident[0] / 1024, resident[^1] / 1024, cpu);
    }

    /// <summary>KB for each connection more, by the first and the last step.</summary>
    private double Slope(double[] memory) => (memory[^1] - memory[0]) / (Steps[^1] - Steps[0]);
}
