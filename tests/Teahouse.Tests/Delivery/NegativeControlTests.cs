using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Delivery;

/// <summary>A checker that passes a fault that was built in on purpose proves nothing. (docs/DELIVERY.md, negative controls.)</summary>
public sealed class NegativeControlTests
{
    [Fact]
    public async Task The_checker_finds_every_fault_that_is_built_in_on_purpose()
    {
        var (exitCode, output) = await BenchProcess.Run("Seeded", "controls");
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void The_published_server_has_no_fault_built_in() =>
        Assert.Null(typeof(Server.ChatServer).Assembly.GetType("Teahouse.Server.Storage.SeededFault"));
}
