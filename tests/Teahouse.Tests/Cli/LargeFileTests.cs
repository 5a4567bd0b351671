using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Teahouse.Client;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Cli;

/// <summary>Large files between two command lines, for <c>dotnet dev.cs faults large-file</c>; <c>--short</c> takes smaller ones.</summary>
[Trait("fault", "large-file")]
public sealed class LargeFileTests : IAsyncLifetime
{
    private const long Mib = 1 << 20;
    private const long Gib = 1 << 30;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(20);

    private readonly TempFolder _data = new();
    private readonly TempFolder _home = new();
    private readonly TempFolder _files = new();
    private readonly TempFolder _into = new();
    private ServerProcess _server = null!;

    private string Spool => Path.Combine(_data.Path, "spool");

    public async ValueTask InitializeAsync()
    {
        _server = await ServerProcess.Start(_data.Path);
        using var accounts = new AccountClient(new ChatClientOptions { Server = _server.Url });
        foreach (var name in (string[])[People.Ada, People.Linus]) await accounts.RegisterAsync(name, People.Password);
    }

    [Fact]
    public async Task A_large_file_arrives_whole_and_nobodys_memory_grows_with_it()
    {
        using var receive = Run("receive", People.Linus, "--into", _into.Path);
        await Carry(receive, 64 * Mib);
        var rows = new List<string[]>();
        foreach (var size in FaultTable.Full ? (long[])[Gib, 5 * Gib] : [96 * Mib, 128 * Mib]) rows.Add(await Carry(receive, size));

        FaultTable.Print([["teahouse send and receive", "seconds", "server MiB", "send MiB at most", "receive MiB"], .. rows]);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_sender_that_was_killed_or_whose_server_was_goes_on_at_once_however_large_the_file(bool isLarge)
    {
        var size = !isLarge ? 64 * Mib : FaultTable.Full ? 10 * Gib : 128 * Mib;
        // It has no bytes on the disk, but is hashed and sent like any other.
        var file = Path.Combine(_files.Path, "disk.img");
        using (var sparse = File.Create(file)) sparse.SetLength(size);
        var first = Send(file);
        await Holds(size / 2);
        first.Kill();
        first.Dispose();
        var clock = Stopwatch.StartNew();
        using var second = Send(file);
        var again = await Grows(clock);
        await Holds(size * 3 / 4);
        _server.Kill();
        await _server.Restart();
        clock.Restart();
        var after = await Grows(clock);

        FaultTable.Print(
            ["left with the server by teahouse send", "sender killed: first new bytes after s", "server killed: after s"],
            [$"{size / Mib} MiB", Seconds(again), Seconds(after)]);
        Assert.Equal(0, await second.ExitCode(Patience));
        Assert.InRange(again + after, 0, 60);
    }

    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        foreach (var folder in (TempFolder[])[_data, _home, _files, _into]) folder.Dispose();
    }

    private async Task<string[]> Carry(TransferProcess receive, long size)
    {
        var file = Path.Combine(_files.Path, $"{size}.bin");
        var digest = await Fill(file, size);
        using var send = Run("send", People.Ada, "--to", People.Linus, file);
        await using var server = new ResidentMemory(() => [_server.Id]);
        await using var sender = new ResidentMemory(() => [send.Id]);
        await using var receiver = new ResidentMemory(() => [receive.Id]);
        var clock = Stopwatch.StartNew();
        Assert.Equal(0, await send.ExitCode(Patience));
        var seconds = clock.Elapsed.TotalSeconds;
        var arrived = Path.Combine(_into.Path, Path.GetFileName(file));
        await receive.Says($"{Path.GetFileName(file)}: received and checked");
        await using (var bytes = File.OpenRead(arrived)) Assert.Equal(digest, await SHA256.HashDataAsync(bytes));
        File.Delete(arrived);
        File.Delete(file);
        Assert.InRange(server.AtMost - server.AtFirst, 0, 128);
        Assert.InRange(receiver.AtMost - receiver.AtFirst, 0, 128);
        Assert.InRange(sender.AtMost, 0, 256);
        return [$"{size / Mib} MiB", Seconds(seconds), $"{server}", $"{sender.AtMost:0}", $"{receiver}"];
    }

    private static async Task<byte[]> Fill(string path, long size)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        await using var file = File.Create(path);
        var block = new byte[Mib];
        for (var left = size; left > 0; left -= block.Length)
        {
            RandomNumberGenerator.Fill(block);
            hash.AppendData(block);
            await file.WriteAsync(block);
        }
        return hash.GetHashAndReset();
    }

    private TransferProcess Send(string file) => Run("send", People.Ada, "--to", People.Linus, "--leave", file);

    private TransferProcess Run(string command, string name, params string[] options) =>
        new(_home.Path, [command, .. options, "--server", $"{_server.Url}", "--user", name]);

    /// <summary>Waits until the server has so many bytes.</summary>
    private async Task Holds(long bytes)
    {
        for (var clock = Stopwatch.StartNew(); Held() < bytes; await Task.Delay(5)) Assert.True(clock.Elapsed < Patience);
    }

    /// <summary>Waits until the server has more than now.</summary>
    /// <returns>The clock's seconds then.</returns>
    private async Task<double> Grows(Stopwatch clock)
    {
        for (var before = Held(); Held() <= before; await Task.Delay(1)) Assert.True(clock.Elapsed < Patience);
        return clock.Elapsed.TotalSeconds;
    }

    private long Held() => new DirectoryInfo(Spool).EnumerateFiles().Sum(file => file.Exists ? file.Length : 0);

    private static string Seconds(double seconds) => seconds.ToString("0.00", CultureInfo.InvariantCulture);
}
