using System.Security.Cryptography;
using Teahouse.Bench.Guests;
using Teahouse.Bench.Processes;
using Teahouse.Bench.Serve;
using Teahouse.Client;

namespace Teahouse.Bench.Works.Files;

/// <summary>Where files are passed: a server in a process of its own, and a folder for all that is needed beside it.</summary>
internal sealed class FileSite : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;

    private FileSite(DirectoryInfo folder, ServerProcess server) => (_folder, Server) = (folder, server);

    /// <summary>The server.</summary>
    public ServerProcess Server { get; }

    /// <summary>The sessions of those who only talk, one a line.</summary>
    public string Sessions => PathOf("sessions.txt");

    /// <summary>The bytes of memory that the server had before the first file.</summary>
    public long IdleMemory { get; private set; }

    /// <summary>Starts the server.</summary>
    /// <param name="people">Those who pass files.</param>
    /// <param name="talkers">Those who only talk.</param>
    public static async Task<FileSite> Start(int people, int talkers = 0)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-files-");
        var server = await ServerProcess.Start(folder.CreateSubdirectory("data").FullName, people + talkers, "", "--file-keep", "2");
        var site = new FileSite(folder, server);
        await File.WriteAllLinesAsync(site.Sessions, server.Guests.Skip(people).Select(guest => guest.Token));
        return site;
    }

    /// <summary>Takes the memory in use as what the server needs without files.</summary>
    public void NoteIdle() => IdleMemory = ProcessUse.Memory(Server.Id);

    /// <summary>A folder for what a measurement needs.</summary>
    public string FolderOf(string name) => Directory.CreateDirectory(PathOf(name)).FullName;

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

    /// <summary>Makes a file of random bytes.</summary>
    /// <returns>Its path.</returns>
    public async Task<string> Fill(string name, long size)
    {
        var path = PathOf(name);
        var block = new byte[1 << 20];
        await using var file = File.Create(path);
        for (var left = size; left > 0; left -= block.Length)
        {
            RandomNumberGenerator.Fill(block);
            await file.WriteAsync(block.AsMemory(0, (int)Math.Min(left, block.Length)));
        }
        return path;
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
