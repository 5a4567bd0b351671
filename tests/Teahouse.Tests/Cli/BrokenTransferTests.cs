using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Cli;

/// <summary>Files between two command lines and the server, each a process that may be killed, or made to wait.</summary>
public sealed class BrokenTransferTests : TransferTests
{
    [Fact]
    public async Task A_transfer_goes_on_when_the_server_the_sender_and_the_receiver_are_killed_in_turn()
    {
        var file = File(48 * MiB, "video.mp4");
        var receive = Receive();
        var send = SendSlowly(file);

        await Grown(8 * MiB);
        Server.Kill();
        await Server.Restart();
        await Grown(16 * MiB);
        send.Kill();
        send.Dispose();
        send = SendSlowly(file);
        await Grown(24 * MiB);
        receive.Kill();
        receive.Dispose();
        receive = Receive();
        await receive.Says("going on");

        Assert.Equal(0, await send.ExitCode());
        await Arrived(file);
        receive.Dispose();
        send.Dispose();
        Assert.Empty(Notes());
    }

    [Fact]
    public async Task What_a_killed_sender_noted_about_a_file_that_is_done_is_forgotten_by_the_next()
    {
        using var receive = Receive();
        var note = "";
        using (var first = SendSlowly(File(16 * MiB, "first.iso")))
        {
            await Grown(4 * MiB);
            note = Assert.Single(Notes());
            Assert.Equal(0, await first.ExitCode());
        }
        // As if it had been killed after the last byte.
        await System.IO.File.WriteAllTextAsync(note, "0", TestContext.Current.CancellationToken);

        using var second = Send(File(1, "second.txt"));

        Assert.Equal(0, await second.ExitCode());
        Assert.Empty(Notes());
    }

    [Fact]
    public async Task A_sender_that_is_killed_while_it_leaves_a_file_goes_on_and_a_waiting_offer_becomes_one_that_is_left()
    {
        var file = File(48 * MiB, "disk.img");
        using (var first = SendSlowly(file))
        {
            await first.Says("waiting for an answer");
            first.Kill();
        }
        using (var second = SendSlowly(file, "--leave"))
        {
            await Spooled(12 * MiB);
            Server.Kill();
            await Server.Restart();
            await Spooled(24 * MiB);
            second.Kill();
        }
        var there = Directory.GetFiles(Path.Combine(Data, "spool"));
        Assert.Single(there);

        using var third = Send(file, "--leave");
        Assert.Equal(0, await third.ExitCode());

        Assert.Equal(Path.ChangeExtension(there[0], null), Assert.Single(Directory.GetFiles(Path.Combine(Data, "spool"))));
        using var receive = Receive();
        await Arrived(file);
        Assert.Single(receive.Output.Split('\n'), line => line.Contains("accepted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_paused_transfer_waits_on_both_sides_and_goes_on_by_itself()
    {
        var file = File(32 * MiB, "lecture.mkv");
        await using var linus = await Window.Open(Server.Url, People.Linus, await Token(People.Linus));
        using var receive = Receive();
        using var send = SendSlowly(file);
        await Grown(4 * MiB);
        var room = await linus.Room(People.Ada);

        await room.PauseAsync(room.Transfers[0]);

        await send.Says("lecture.mkv: paused by Linus.");
        await receive.Says("lecture.mkv: paused by you.");
        Assert.False(System.IO.File.Exists(Path.Combine(Into, "lecture.mkv")));
        await room.ResumeAsync(room.Transfers[0]);
        Assert.Equal(0, await send.ExitCode());
        await Arrived(file);
        Assert.Contains("lecture.mkv: going on.", send.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_that_changed_between_two_runs_is_refused_on_both_sides()
    {
        var file = File(40 * MiB, "report.docx");
        using var receive = Receive();
        using (var first = SendSlowly(file))
        {
            await Grown(10 * MiB);
            first.Kill();
        }
        await using (var stream = System.IO.File.OpenWrite(file)) stream.WriteByte(0xFF);
        System.IO.File.SetLastWriteTimeUtc(file, DateTime.UtcNow.AddSeconds(5));

        using var second = Send(file);

        Assert.Equal(3, await second.ExitCode());
        Assert.Contains("The file was changed while it was being sent", second.Output, StringComparison.Ordinal);
        await receive.Says("not received, the transfer has ended");
        Assert.Empty(Directory.GetFiles(Into));
    }
}
