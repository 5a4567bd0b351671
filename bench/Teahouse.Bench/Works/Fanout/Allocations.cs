using System.Globalization;

namespace Teahouse.Bench.Works.Fanout;

/// <summary>
/// What our server allocates for a message to the room, read marks and all. It is the difference of a longer and a shorter run, since the
/// guests of both have come in alike.
/// </summary>
internal static class Allocations
{
    private const double Shorter = 1;
    private const double Longer = 3;

    /// <summary>Measures it at each rate.</summary>
    /// <returns>A table.</returns>
    public static async Task<WorkTable> Table(LoadPlan plan, CPrograms programs, TeahouseRoom room)
    {
        var table = new WorkTable("messages/s", "allocated bytes/delivery", "allocated KiB/message");
        foreach (var rate in plan.Rates)
        {
            var bytes = await PerMessage(plan with { Rates = [rate] }, programs, room);
            table.Add(rate.ToString(CultureInfo.InvariantCulture), Samples.Text(bytes / plan.Guests, 0), Samples.Text(bytes / 1024, 1));
        }
        return table;
    }

    /// <summary>Bytes of managed memory for each message.</summary>
    public static async Task<double> PerMessage(LoadPlan plan, CPrograms programs, TeahouseRoom room)
    {
        // Those who come in first make the runtime compile, and caches grow.
        await plan.Run(programs, room);
        var few = await Run(plan with { Seconds = Shorter }, programs, room);
        var many = await Run(plan with { Seconds = Longer }, programs, room);
        return (many - few) / (plan.Rates.Sum() * (Longer - Shorter));
    }

    private static async Task<long> Run(LoadPlan plan, CPrograms programs, TeahouseRoom room)
    {
        var before = await room.Allocated();
        await plan.Run(programs, room);
        return await room.Allocated() - before;
    }
}
