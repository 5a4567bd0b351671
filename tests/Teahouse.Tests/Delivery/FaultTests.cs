using Teahouse.Bench.Faults;

namespace Teahouse.Tests.Delivery;

/// <summary>The faults of docs/DELIVERY.md in their short form; <c>dotnet dev.cs faults</c> runs the full one.</summary>
public sealed class FaultTests
{
    [Fact]
    public Task Fault_4_everything_acknowledged_is_there_after_kill_9_and_everything_waiting_arrives_once() => Holds("server-kill");

    [Fact]
    public Task Nothing_is_lost_when_the_power_goes_and_only_what_was_synced_is_left() => Holds("power-loss");

    [Fact]
    public Task Nothing_is_lost_when_a_sync_fails_and_the_server_ends_by_itself() => Holds("failing-fsync");

    private static async Task Holds(string name)
    {
        var row = await Fault.All.Single(fault => fault.Name == name).Run(false);
        Assert.Empty(row.Verdict.Findings.Select(finding => $"{finding.Breach}: {finding.What}"));
        Assert.True(row.Holds, row.Note);
    }
}
