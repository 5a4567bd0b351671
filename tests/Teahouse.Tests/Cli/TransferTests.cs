using System.Diagnostics;
using System.Security.Cryptography;
using Teahouse.Client;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Cli;

/// <summary>A server, and what tests of the two commands for files need: Ada sends, Linus receives.</summary>
public abstract class TransferTests : IAsyncLifetime
{
    protected const int MiB = 1024 * 1024;

    private readonly TempFolder _data = new();
    private readonly TempFolder _home = new();
    private readonly TempFolder _into = new();
    private SlowWire? _wire;

    protected ServerProcess Server { get; private set; } = null!;

    /// <summary>Where the server keeps everything.</summary>
    protected string Data => _data.Path;

    /// <summary>Where the sender's files lie.</summary>
    protected string Home => _home.Path;

    /// <summary>Where the receiver's go.</summary>
    protected string Into => _into.Path;

    public async ValueTask InitializeAsync()
    {
        Server = await ServerProcess.Start(Data);
        using var accounts = new AccountClient(new ChatClientOptions { Server = Server.Url });
        foreach (var name in (string[])[People.Ada, People.Linus, People.Grace]) await accounts.RegisterAsync(name, People.Password);
    }

    public async ValueTask DisposeAsync()
    {
        if (_wire is not null) await _wire.DisposeAsync();
        await Server.DisposeAsync();
        GC.SuppressFinalize(this);
        foreach (var folder in (TempFolder[])[_data, _home, _into]) folder.Dispose();
    }

    internal TransferProcess Send(params string[] files) => Send(Server.Url, files);

    /// <summary>At 8 MiB a second, so that a test on a busy machine still finds the transfer under way.</summary>
    internal TransferProcess SendSlowly(params string[] files) => Send((_wire ??= new SlowWire(Server.Url, 8 * MiB)).Url, files);

    internal TransferProcess Receive(params string[] more) => new(Home, [.. ReceiveArguments(), .. more]);

    protected string[] ReceiveArguments() => ["receive", "--into", Into, "--server", $"{Server.Url}", "--user", People.Linus];

    protected string File(int size, string name)
    {
        var path = Path.Combine(Home, name);
        System.IO.File.WriteAllBytes(path, RandomNumberGenerator.GetBytes(size));
        return path;
    }

    protected async Task<string> Token(string name)
    {
        using var accounts = new AccountClient(new ChatClientOptions { Server = Server.Url });
        return (await accounts.LoginAsync(name, People.Password, bearer: true)).Token!;
    }

    /// <summary>Waits until the receiver has so many bytes of a file.</summary>
    protected async Task Grown(long bytes)
    {
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(5))
        {
            if (Directory.GetFiles(Into).Sum(path => new FileInfo(path).Length) >= bytes) return;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The receiver stands still.");
        }
    }

    /// <summary>Waits until the server has so many bytes.</summary>
    protected async Task Spooled(long bytes)
    {
        var spool = Path.Combine(Data, "spool");
        for (var clock = Stopwatch.StartNew(); ; await Task.Delay(5))
        {
            if (Directory.Exists(spool) && Directory.GetFiles(spool).Sum(path => new FileInfo(path).Length) >= bytes) return;
            Assert.True(clock.Elapsed < TimeSpan.FromSeconds(60), "The server stands still.");
        }
    }

    /// <summary>The file gets its name just after the sender is told.</summary>
    protected async Task Arrived(string file)
    {
        var there = Path.Combine(Into, Path.GetFileName(file));
        for (var clock = Stopwatch.StartNew(); !System.IO.File.Exists(there) && clock.Elapsed < TimeSpan.FromSeconds(20);)
            await Task.Delay(20);
        Assert.Equal(Hash(file), Hash(there));
    }

    /// <summary>What the sender has noted about the files that it sends.</summary>
    protected string[] Notes() => Directory.GetFiles(Path.Combine(Home, "Teahouse", "sending"));

    protected static string Hash(string path)
    {
        using var file = System.IO.File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(file));
    }

    private TransferProcess Send(Uri server, string[] files) =>
        new(Home, ["send", .. files, "--to", People.Linus, "--server", $"{server}", "--user", People.Ada]);
}
