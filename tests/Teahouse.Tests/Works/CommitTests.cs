using Teahouse.Bench.Works.Commit;
using Teahouse.Bench.Works.Fanout;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Works;

public sealed class CommitTests
{
    [Fact]
    public async Task The_senders_of_w5_see_each_message_stored_and_count_the_syncs_that_it_took_beside_a_plain_append()
    {
        using var folder = new TempFolder();
        var programs = new CPrograms(folder.Path);
        await programs.Compile();
        var plan = new CommitPlan(8, 4, TimeSpan.FromMilliseconds(5));

        var (ours, least) = await plan.Measure(programs, folder.Path);

        Assert.True(ours.IsWhole, $"{ours}");
        Assert.True(ours.P99 >= ours.P50 && ours.P50 > 5, $"{ours}");
        Assert.True(ours.SyncTime >= 5 && ours.Syncs > 0 && ours.Stored > 0, $"{ours}");
        Assert.True(least.Stored >= least.Syncs && least.Syncs > 0 && least.SyncP50 >= 5, $"{least}");
    }
}
