using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Files;
using Teahouse.Server.Live;
using Teahouse.Server.Messages;
using Teahouse.Server.Page;
using Teahouse.Server.Presence;
using Teahouse.Server.Requests;
using Teahouse.Server.Storage;
using Teahouse.Server.Users;

namespace Teahouse.Server;

/// <summary>The whole server as one object: the program starts one, and each test starts the same one on port 0.</summary>
public sealed class ChatServer : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly DataFolder _folder;

    private ChatServer(WebApplication app, DataFolder folder) => (_app, _folder) = (app, folder);

    /// <summary>The first address it listens on, with the port that was really taken.</summary>
    public Uri Url => new(Addresses.First());

    /// <summary>All addresses it listens on.</summary>
    public ICollection<string> Addresses =>
        _app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;

    /// <summary>The server's parts, for the commands and tests that look inside.</summary>
    public IServiceProvider Services => _app.Services;

    /// <summary>Ends when the server was told to stop, by Ctrl+C too.</summary>
    public Task Stopped => _app.WaitForShutdownAsync();

    /// <summary>Opens the data folder and listens.</summary>
    /// <exception cref="StorageException">The data folder cannot be used.</exception>
    /// <exception cref="ListenException">It cannot listen there.</exception>
    public static async Task<ChatServer> Start(ChatOptions options)
    {
        var folder = DataFolder.Open(options.Data);
        WebApplication? app = null;
        try
        {
            app = Build(options, folder);
            // A database that cannot be used is told before anything listens.
            app.Services.GetRequiredService<Db>();
            Map(app, options);
            await app.Listen(options);
            SayGoodbyeWhenStopping(app);
            return new ChatServer(app, folder);
        }
        catch
        {
            if (app is not null) await app.DisposeAsync();
            folder.Dispose();
            throw;
        }
    }

    /// <summary>Says goodbye to everybody, writes what waits, and closes the data folder.</summary>
    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync();
        await _app.Services.GetRequiredService<ReadMarks>().WriteAll();
        await _app.DisposeAsync();
        _folder.Dispose();
    }

    /// <summary>
    /// SignalR cuts all connections when the host stops; what is registered later runs earlier, so the goodbye comes first.
    /// </summary>
    private static void SayGoodbyeWhenStopping(WebApplication app)
    {
        var (connections, transport) = (app.Services.GetRequiredService<Connections>(), app.Services.GetRequiredService<LeanTransport>());
        app.Lifetime.ApplicationStopping.Register(() =>
        {
            Task.Run(() => connections.CloseAll(GoodbyeCode.ServerStopping)).GetAwaiter().GetResult();
            transport.Stop();
        });
    }

    private static WebApplication Build(ChatOptions options, DataFolder folder)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions { WebRootPath = options.Web });
        builder.PrepareListening(options);
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        // A refusal is an answer, not a fault of the server's; HubErrors logs the faults.
        builder.Logging.AddFilter("Microsoft.AspNetCore.SignalR.Internal.DefaultHubDispatcher", LogLevel.None);
        // Else each request, and so each live connection for as long as it lasts, carries what would be logged of it.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        // The keys lie in the data folder, readable to its owner alone, as the messages do; that they are not encrypted there is meant.
        builder.Logging.AddFilter("Microsoft.AspNetCore.DataProtection", LogLevel.Error);
        var services = builder.Services;
        services.AddSingleton(options).AddSingleton(folder).AddSingleton(options.Time);
        services.AddSingleton(provider => Db.Open(folder.Path, EndProcess, provider.GetRequiredService<ILogger<Db>>()));
        services.AddSingleton<ConversationStore>().AddSingleton<EventStore>().AddSingleton<ReadMarkStore>().AddSingleton<PersonStore>();
        services.AddSingleton<ConversationRules>().AddSingleton<ReadMarks>().AddSingleton<EventLog>();
        services.AddSingleton<MessageRules>().AddSingleton<SendRate>().AddSingleton<PresenceRules>().AddSingleton<TypingRules>();
        services.AddRequests();
        services.AddUsers(options, folder);
        services.AddFiles();
        AddLive(services, options);
        services.AddResponseCompression();
        services.AddHostedService<QuietCollection>();
        return builder.Build();
    }

    private static void AddLive(IServiceCollection services, ChatOptions options)
    {
        services.AddSingleton<Connections>().AddSingleton<DeliveryLag>().AddSingleton<RoomFeed>();
        services.AddHostedService(provider => provider.GetRequiredService<RoomFeed>()).AddHostedService<Pulse>();
        services.AddSingleton<HubLifetimeManager<ChatHub>, ChatLifetime>();
        var live = new JsonSerializerOptions(Wire.Strict) { Converters = { new PersonJson() } };
        services.AddSignalR(hub =>
        {
            hub.AddFilter<HubErrors>();
            hub.MaximumReceiveMessageSize = Limits.FrameBytes;
            hub.MaximumParallelInvocationsPerClient = Limits.CallsInFlight;
            hub.ClientTimeoutInterval = options.Silence;
            // The heartbeat is the sign of life for scripts; SignalR's own would only double it.
            hub.KeepAliveInterval = options.Silence / 2;
            hub.HandshakeTimeout = TimeSpan.FromSeconds(10);
        }).AddJsonProtocol(json => Wire.Copy(live, json.PayloadSerializerOptions));
        services.AddSingleton<LeanTransport>();
        services.AddSingleton(new CheckedJsonProtocol(live));
        services.AddSingleton<IHubProtocol>(provider => provider.GetRequiredService<CheckedJsonProtocol>());
    }

    private static void Map(WebApplication app, ChatOptions options)
    {
        app.UseRequests();
        app.Use(DirectUpgrade.Prepare);
        // Browsers answer PINGs without script, so that windows in the background stay online (delivery.md). SignalR's own
        // WebSockets, which it sets up when there are none yet, send none.
        app.UseWebSockets(new WebSocketOptions
        {
            KeepAliveInterval = options.PingInterval,
            KeepAliveTimeout = options.PongPatience,
        });
        app.UseRouting();
        app.UseAuthentication();
        app.Use(Strangers.Greet);
        app.UseAuthorization();
        app.Use(app.Services.GetRequiredService<LeanTransport>().Serve);
        app.MapUsers();
        app.MapFiles();
        app.MapGet("/api/health", () => Results.Text("teahouse"));
        app.MapHub<ChatHub>(Wire.HubPath, hub =>
        {
            hub.WebSockets.CloseTimeout = TimeSpan.FromSeconds(1);
            // Who does not read is watched for by Connections.CloseStalled, which says why it closes; SignalR's own rule says nothing.
            hub.TransportSendTimeout = TimeSpan.FromSeconds(3 * Limits.SlowWriteSeconds);
        });
        if (options.Web is not null) app.MapPage(options.Web);
    }

    private static void EndProcess(Exception diskFailure) =>
        Environment.FailFast("The disk failed under the database. 数据库所在的磁盘出错。", diskFailure);
}
