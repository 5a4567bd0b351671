using System.Diagnostics;
using System.Security.Cryptography;
using Teahouse.Client;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Cli;

/// <summary>Files between two command lines, and the server, each a process that may be killed.</summary>
public sealed class SendAndReceiveTests : IAsyncLifetime
{
    private const int MiB = 1024 * 1024;

    private readonly TempFolder _data = new();
    private readonly TempFolder _home = new();
    private readonly TempFolder _into = new();
    private ServerProcess _server = null!;

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.Start(_data.Path);
        using var accounts = new AccountClient(new ChatClientOptions { Server = _server.Url });
        foreach (var name in (string[])[People.Ada, People.Linus, People.Grace]) await accounts.RegisterAsync(name, People.Password);
    }

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
        Assert.Equal(files.Length, Directory.GetFiles(_into.Path).Length);
    }

    [Fact]
    public async Task A_transfer_goes_on_when_the_server_the_sender_and_the_receiver_are_killed_in_turn()
    {
        // Large enough that the sender is killed before it has sent all.
        var file = File(160 * MiB, "video.mp4");
        var receive = Receive();
        var send = Send(file);

        await Grown(8 * MiB);
        _server.Kill();
        await _server.Restart();
        await Grown(20 * MiB);
        send.Kill();
        send.Dispose();
        send = Send(file);
        await Grown(32 * MiB);
        receive.Kill();
        receive.Dispose();
        // On a busy machine it may have had everything before it was killed; then there is nothing to go on with.
        var whole = System.IO.File.Exists(Path.Combine(_into.Path, "video.mp4"));
        receive = Receive();
        if (!whole) await receive.Says("going on");

        Assert.Equal(0, await send.ExitCode());
        await Arrived(file);
        receive.Dispose();
        send.Dispose();
        Assert.Empty(Directory.GetFiles(Path.Combine(_home.Path, "Teahouse", "sending")));
    }

    [Fact]
    public async Task What_is_left_with_the_server_arrives_later_although_the_sender_has_ended_and_the_server_was_killed()
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
        _server.Kill();
        await _server.Restart();

        using var receive = Receive();
        foreach (var file in files) await Arrived(file);
        receive.Interrupt();
        Assert.Equal(130, await receive.ExitCode());
        Assert.Equal(files.Length, Directory.GetFiles(_into.Path).Length);
    }

    [Fact]
    public async Task A_sender_that_is_killed_while_it_leaves_a_file_goes_on_and_a_waiting_offer_becomes_one_that_is_left()
    {
        var file = File(80 * MiB, "disk.img");
        using (var first = Send(file))
        {
            await first.Says("waiting for an answer");
            first.Kill();
        }
        using (var second = Send(file, "--leave"))
        {
            await Spooled(12 * MiB);
            _server.Kill();
            await _server.Restart();
            await Spooled(24 * MiB);
            second.Kill();
        }
        var there = Directory.GetFiles(Path.Combine(_data.Path, "spool"));
        Assert.Single(there);

        using var third = Send(file, "--leave");
        Assert.Equal(0, await third.ExitCode());

        Assert.Equal(Path.ChangeExtension(there[0], null), Assert.Single(Directory.GetFiles(Path.Combine(_data.Path, "spool"))));
        using var receive = Receive();
        await Arrived(file);
        Assert.Single(receive.Output.Split('\n'), line => line.Contains("accepted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task An_existing_file_is_never_overwritten()
    {
        var file = File(1000, "notes.txt");
        var mine = Path.Combine(_into.Path, "notes.txt");
        await System.IO.File.WriteAllTextAsync(mine, "mine", TestContext.Current.CancellationToken);
        using var receive = Receive();
        using var send = Send(file);

        Assert.Equal(0, await send.ExitCode());

        await receive.Says("notes (2).txt");
        Assert.Equal("mine", await System.IO.File.ReadAllTextAsync(mine, TestContext.Current.CancellationToken));
        Assert.Equal(Hash(file), Hash(Path.Combine(_into.Path, "notes (2).txt")));
    }

    [Fact]
    public async Task A_full_disk_is_said_in_one_line_and_the_transfer_goes_on_when_there_is_room()
    {
        var file = File(20 * MiB, "large.iso");
        using var send = Send(file);
        using (var receive = TransferProcess.Cramped(10, _home.Path, ReceiveArguments()))
        {
            await receive.Says("The disk refuses");
            Assert.Single(receive.Output.Split('\n'), line => line.StartsWith("large.iso: The disk refuses", StringComparison.Ordinal));
            Assert.DoesNotContain("   at ", receive.Output, StringComparison.Ordinal);
            receive.Interrupt();
            Assert.Equal(130, await receive.ExitCode());
        }
        Assert.False(System.IO.File.Exists(Path.Combine(_into.Path, "large.iso")));

        using var again = Receive();
        await again.Says("going on");

        Assert.Equal(0, await send.ExitCode());
        await Arrived(file);
    }

    [Fact]
    public async Task A_paused_transfer_waits_on_both_sides_and_goes_on_by_itself()
    {
        var file = File(64 * MiB, "lecture.mkv");
        await using var linus = await Window.Open(_server.Url, People.Linus, await Token(People.Linus));
        using var receive = Receive();
        using var send = Send(file);
        await Grown(4 * MiB);
        var room = await linus.Room(People.Ada);

        await room.PauseAsync(room.Transfers[0]);

        await send.Says("lecture.mkv: paused by Linus.");
        await receive.Says("lecture.mkv: paused by you.");
        Assert.False(System.IO.File.Exists(Path.Combine(_into.Path, "lecture.mkv")));
        await room.ResumeAsync(room.Transfers[0]);
        Assert.Equal(0, await send.ExitCode());
        await Arrived(file);
        Assert.Contains("lecture.mkv: going on.", send.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_the_named_persons_files_are_taken_and_a_declined_one_is_told_by_the_exit_code()
    {
        var file = File(1000, "spam.exe");
        using var receive = Receive("--from", People.Grace);
        await receive.Says("Receiving files");
        using var send = Send(file);
        await send.Says("waiting for an answer");
        await using var linus = await Window.Open(_server.Url, People.Linus, await Token(People.Linus));
        var room = await linus.Room(People.Ada);
        await linus.Until(() => room.Transfers.Count == 1, "sees the offer");

        await room.DeclineAsync(room.Transfers[0]);

        Assert.Equal(2, await send.ExitCode());
        Assert.Contains("declined by the other side", send.Output, StringComparison.Ordinal);
        Assert.Empty(Directory.GetFiles(_into.Path));
    }

    [Fact]
    public async Task A_file_that_changed_between_two_runs_is_refused_on_both_sides()
    {
        var file = File(60 * MiB, "report.docx");
        using var receive = Receive();
        using (var first = Send(file))
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
        Assert.Empty(Directory.GetFiles(_into.Path));
    }

    [Fact]
    public async Task A_wrong_password_is_said_and_nothing_is_tried()
    {
        using var send = new TransferProcess(
            _home.Path, "send", File(1, "a"), "--to", People.Linus, "--server", $"{_server.Url}", "--user", "Nobody");

        Assert.Equal(1, await send.ExitCode());
        Assert.Equal("Unknown account or wrong password.", send.Output.Trim());
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var folder in (TempFolder[])[_data, _home, _into]) folder.Dispose();
    }

    private TransferProcess Send(params string[] files) =>
        new(_home.Path, ["send", .. files, "--to", People.Linus, "--server", $"{_server.Url}", "--user", People.Ada]);

    private TransferProcess Receive(params string[] more) => new(_home.Path, [.. ReceiveArguments(), .. more]);

    private string[] ReceiveArguments() => ["receive", "--into", _into.Path, "--server", $"{_server.Url}", "--user", People.Linus];

    private string File(int size, string name)
    {
        var path = Path.Combine(_home.Path, name);
        System.IO.File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(size));
        return path;
    }

    private async Task<string> Token(string name)
    {
        using var accounts = new AccountClient(new ChatClientOptions { Server = _server.Url });
        return (await accounts.LoginAsync(name, People.Password, bearer: true)).Token!;
    }

    /// <summary>Waits until the receiver has so many bytes of a file.</summary>
    private async Task Grown(long bytes)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(5))
        {
            if (Directory.GetFiles(_into.Path).Sum(path => new FileInfo(path).Length) >= bytes) return;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The receiver stands still.");
        }
    }

    /// <summary>Waits until the server has so many bytes.</summary>
    private async Task Spooled(long bytes)
    {
        var spool = Path.Combine(_data.Path, "spool");
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(5))
        {
            if (Directory.Exists(spool) && Directory.GetFiles(spool).Sum(path => new FileInfo(path).Length) >= bytes) return;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The server stands still.");
        }
    }

    /// <summary>The file gets its name just after the sender is told.</summary>
    private async Task Arrived(string file)
    {
        var there = Path.Combine(_into.Path, Path.GetFileName(file));
        for (var clock = Stopwatch.StartNew(); !System.IO.File.Exists(there) && clock.Elapsed < TimeSpan.FromSeconds(20);)
            await Task.Delay(20);
        Assert.Equal(Hash(file), Hash(there));
    }

    private static string Hash(string path)
    {
        using var file = System.IO.File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }
}
