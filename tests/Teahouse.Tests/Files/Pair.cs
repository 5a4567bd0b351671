using Teahouse.Bench.Network;
using Teahouse.Client;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

/// <summary>Ada and Linus with the client library, at the server's executable in a process of its own.</summary>
public sealed class Pair : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly List<Cable> _cables = [];

    public ServerProcess Server { get; private set; } = null!;

    public Window Ada { get; private set; } = null!;

    public Window Linus { get; private set; } = null!;

    public FileUploader Uploader { get; private set; } = null!;

    public FileDownloader Downloader { get; private set; } = null!;

    public string Folder => _folder.Path;

    public static async Task<Pair> Start()
    {
        var pair = new Pair();
        pair.Server = await ServerProcess.Start(pair.Folder);
        var (ada, linus) = (await pair.Enter(People.Ada), await pair.Enter(People.Linus));
        pair.Ada = await Window.Open(pair.Server.Url, People.Ada, ada);
        pair.Linus = await Window.Open(pair.Server.Url, People.Linus, linus);
        (pair.Uploader, pair.Downloader) = (new FileUploader(pair.ThroughCable(ada)), new FileDownloader(pair.ThroughCable(linus)));
        return pair;
    }

    /// <summary>Breaks both sides' file connections, and lets them connect again.</summary>
    public void Blink()
    {
        foreach (var cable in _cables)
        {
            cable.Cut();
            cable.Plug();
        }
    }

    /// <summary>An offer by Ada that Linus has accepted.</summary>
    public async Task<Guid> Accepted(long size)
    {
        var offered = await (await Ada.Room(People.Linus)).OfferFileAsync("龙井.bin", size);
        var room = await Linus.Room(People.Ada);
        await Linus.Until(() => room.FindTransfer(offered.FileId) is { Known: true }, "sees the offer");
        await room.AcceptAsync(room.FindTransfer(offered.FileId)!);
        return offered.FileId;
    }

    public async ValueTask DisposeAsync()
    {
        Uploader.Dispose();
        Downloader.Dispose();
        await Ada.DisposeAsync();
        await Linus.DisposeAsync();
        foreach (var cable in _cables) cable.Dispose();
        await Server.DisposeAsync();
        _folder.Dispose();
    }

    private async Task<string> Enter(string name)
    {
        using var accounts = new AccountClient(new ChatClientOptions { Server = Server.Url });
        await accounts.RegisterAsync(name, People.Password);
        return (await accounts.LoginAsync(name, People.Password, bearer: true)).Token!;
    }

    private ChatClientOptions ThroughCable(string token)
    {
        var cable = new Cable(Server.Url);
        _cables.Add(cable);
        return new ChatClientOptions { Server = cable.Url, Token = () => Task.FromResult<string?>(token) };
    }
}
