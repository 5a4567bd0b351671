using System.Security.Cryptography;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Processes;
using Teahouse.Bench.Serve;
using Teahouse.Client;

namespace Teahouse.Bench.Works.Files;

/// <summary>Where files are passed: a server in a process of its own, two people with a conversation, and a file to send.</summary>
internal sealed class FileSite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private FileSite(DirectoryInfo folder, ServerProcess server) => (_folder, Server) = (folder, server);

    /// <summary>The server.</summary>
    public ServerProcess Server { get; }

    /// <summary>The file, of random bytes.</summary>
    public string Source => PathOf("source.bin");

    /// <summary>Makes the file, and starts the server.</summary>
    public static async Task<FileSite> Start(long size)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-files-");
        var site = new FileSite(folder, await ServerProcess.Start(folder.CreateSubdirectory("data").FullName, 40, ""));
        await Fill(site.Source, size);
        return site;
    }

    /// <summary>A path for what a measurement needs.</summary>
    public string PathOf(string name) => Path.Combine(_folder.FullName, name);

    /// <summary>A client of somebody's.</summary>
    public static async Task<ChatClient> Enter(ChatClientOptions options)
    {
        var hub = new HubDial(options, new AccountClient(options));
        var client = new ChatClient(options, hub.DialAsync);
        await client.StartAsync();
        await Crowd.Until(() => client.Link.IsOnline, TimeSpan.FromSeconds(30), "is online");
        return client;
    }

    /// <summary>The options of somebody's clients.</summary>
    public ChatClientOptions Options(GuestPass guest) => new()
    {
        Server = Server.Url,
        Token = () => Task.FromResult<string?>(guest.Token),
    };

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task Fill(string path, long size)
    {
        var block = new byte[1 << 20];
        await using var file = File.Create(path);
        for (var left = size; left > 0; left -= block.Length)
        {
            RandomNumberGenerator.Fill(block);
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }
    }
}
