using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Cli;

/// <summary>Files between two command lines.</summary>
public sealed class SendAndReceiveTests : TransferTests
{
    [Fact]
    public async Task Files_of_all_sizes_arrive_whole_and_the_sender_is_told()
    {
        int[] sizes = [0, 1, 1024, (4 * MiB) - 1, 4 * MiB, (4 * MiB) + 1, 9 * MiB];
        var files = sizes.Select((size, i) => File(size, $"{i}-茶 {size}.bin")).ToArray();
        using var receive = Receive();
        using var send = Send(files);

        Assert.Equal(0, await send.ExitCode());

        foreach (var file in files) await Arrived(file);
        await receive.Says("received and checked");
        receive.Interrupt();
        Assert.Equal(130, await receive.ExitCode());
        Assert.Equal(files.Length, Directory.GetFiles(Into).Length);
    }

    [Fact]
    public async Task What_is_left_with_theServer_arrives_later_although_the_sender_has_ended_and_theServer_was_killed()
    {
        string[] files = [File(0, "leer.txt"), File(30 * MiB, "talk.mp4")];
        using (var send = Send([.. files, "--leave"]))
        {
            Assert.Equal(0, await send.ExitCode());
            foreach (var file in files)
            {
                var said = $"{Path.GetFileName(file)}: lies with the server; it arrives when Linus accepts.";
                Assert.Contains(said, send.Output, StringComparison.Ordinal);
            }
        }
        // Again, it knows that they lie there.
        using (var again = Send([.. files, "--leave"])) Assert.Equal(0, await again.ExitCode());
        Server.Kill();
        await Server.Restart();

        using var receive = Receive();
        foreach (var file in files) await Arrived(file);
        receive.Interrupt();
        Assert.Equal(130, await receive.ExitCode());
        Assert.Equal(files.Length, Directory.GetFiles(Into).Length);
    }

    [Fact]
    public async Task An_existing_file_is_never_overwritten()
    {
        var file = File(1000, "notes.txt");
        var mine = Path.Combine(Into, "notes.txt");
        await System.IO.File.WriteAllTextAsync(mine, "mine", TestContext.Current.CancellationToken);
        using var receive = Receive();
        using var send = Send(file);

        Assert.Equal(0, await send.ExitCode());

        await receive.Says("notes (2).txt");
        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(mine, TestContext.Current.CancellationToken));
        Assert.Equal(Hash(file), Hash(Path.Combine(Into, "notes (2).txt")));
    }

    [Fact]
    public async Task A_full_disk_is_said_in_one_line_and_the_transfer_goes_on_when_there_is_room()
    {
        var file = File(20 * MiB, "large.iso");
        using var send = Send(file);
        using (var receive = TransferProcess.Cramped(10, Home, ReceiveArguments()))
        {
            await receive.Says("The disk refuses");
            Assert.Single(receive.Output.Split('\n'), line => line.StartsWith("large.iso: The disk refuses", StringComparison.Ordinal));
            Assert.DoesNotContain("   at ", receive.Output, StringComparison.Ordinal);
            receive.Interrupt();
            Assert.Equal(130, await receive.ExitCode());
        }
        Assert.False(System.IO.File.Exists(Path.Combine(Into, "large.iso")));

        using var again = Receive();
        await again.Says("going on");

        Assert.Equal(0, await send.ExitCode());
        await Arrived(file);
    }

    [Fact]
    public async Task Only_the_named_persons_files_are_taken_and_a_declined_one_is_told_by_the_exit_code()
    {
        var file = File(1000, "spam.exe");
        using var receive = Receive("--from", People.Grace);
        await receive.Says("Receiving files");
        using var send = Send(file);
        await send.Says("waiting for an answer");
        await using var linus = await Window.Open(Server.Url, People.Linus, await Token(People.Linus));
        var room = await linus.Room(People.Ada);
        await linus.Until(() => room.Transfers.Count == 1, "sees the offer");

        await room.DeclineAsync(room.Transfers[0]);

        Assert.Equal(2, await send.ExitCode());
        Assert.Contains("declined by the other side", send.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(Into));
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_nothing_is_tried()
    {
        using var send = new TransferProcess(
            Home, "send", File(1, "a"), "--to", People.Linus, "--server", $"{Server.Url}", "--user", "Nobody");

        Assert.Equal(1, await send.ExitCode());
        Assert.Equal("Unknown account or wrong password.", send.Output.Trim());
    }
}
