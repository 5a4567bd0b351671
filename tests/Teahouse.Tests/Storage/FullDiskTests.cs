using Dapper;
using Teahouse.Bench.Disk;
using Teahouse.Protocol;
using Teahouse.Server.Storage;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Storage;

/// <summary>The whole server on a disk that has no room now and then.</summary>
public sealed class FullDiskTests
{
    [Fact]
    public async Task A_full_disk_keeps_nobody_from_reading_and_the_read_mark_is_written_when_there_is_room_again()
    {
        using var orders = new TempFolder();
        var order = Path.Combine(orders.Path, "orders");
        FaultyDisk? disk = null;
        await using var server = await TestServer.Start(options =>
        {
            disk ??= new FaultyDisk(options.Data, new DiskFaults(Orders: order));
            return options;
        });
        using var faulty = disk;
        await using var ada = await (await server.Enter(People.Ada)).Open();
        await using var linus = await (await server.Enter(People.Linus)).Open();
        await ada.Say("午饭?");

        new DiskFailure("-wal", DiskOperation.Write, DiskFailure.Full, Times: 3).Order(order);
        await linus.Call(nameof(IChatServer.MarkRead), new MarkRead(Limits.PublicRoom, 1));
        await linus.Call<Conversation[]>(nameof(IChatServer.GetConversations));

        for (var tries = 0; tries < 200 && Marks() == 0; tries++) await Task.Delay(100);
        Assert.False(File.Exists(order));
        Assert.Equal(1, Marks());

        long Marks() => server.Get<Db>().Read(connection => connection.ExecuteScalar<long>("SELECT MAX(read_seq) FROM members"));
    }
}
