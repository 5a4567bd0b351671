using System.Collections.Concurrent;
using System.Net;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;
using Teahouse.Server;

namespace Teahouse.Tests.Kit;

/// <summary>
/// The real server on a free port with a folder of its own. Passwords are hashed quickly and rates are high unless the test says otherwise:
/// <code>
/// await using var server = await TestServer.Start();
/// var ada = await server.Enter(People.Ada);
/// await using var window = await ada.Open();
/// var sent = await window.Say("午饭?");
/// </code>
/// </summary>
public sealed class TestServer : IAsyncDisposable
{
    private readonly TempFolder _folder = new();
    private readonly Func<ChatOptions, ChatOptions> _change;
    private readonly ConcurrentDictionary<string, Lazy<Task>> _registered = [];
    private ChatServer? _server;

    private TestServer(Func<ChatOptions, ChatOptions>? change) => _change = change ?? (options => options);

    /// <summary>Where it listens.</summary>
    public Uri Url { get; private set; } = new("http://127.0.0.1:0");

    /// <summary>The data folder.</summary>
    public string Folder => _folder.Path;

    /// <summary>Starts one; <paramref name="change"/> changes its options.</summary>
    public static async Task<TestServer> Start(Func<ChatOptions, ChatOptions>? change = null)
    {
        var server = new TestServer(change);
        await server.StartAgain();
        return server;
    }

    /// <summary>A part of the server, to look inside.</summary>
    public T Get<T>() where T : notnull => _server!.Services.GetRequiredService<T>();

    /// <summary>
    /// Somebody with an account here and a session of their own, as a program has it (bearer). Each call is another login.
    /// </summary>
    public async Task<TestPerson> Enter(string name)
    {
        using var http = NewHttp();
        await _registered.GetOrAdd(name, _ => new Lazy<Task>(() => http.Post("api/register", People.Of(name)).Read<SignedIn>())).Value;
        return new TestPerson(this, await http.Post("api/login", People.Of(name, bearer: true)).Read<SignedIn>());
    }

    /// <summary>A client of the HTTP calls without a session; it follows no redirects and keeps no cookies.</summary>
    public HttpClient NewHttp() => new(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = Url };

    /// <summary>A client as a browser is: it keeps cookies and says its origin.</summary>
    public HttpClient NewBrowser()
    {
        var handler = new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() };
        var http = new HttpClient(handler) { BaseAddress = Url };
        http.DefaultRequestHeaders.Add("Origin", Url.GetLeftPart(UriPartial.Authority));
        return http;
    }

    /// <summary>Stops it as an operator does; <see cref="StartAgain"/> starts it again.</summary>
    public async Task Stop()
    {
        if (Interlocked.Exchange(ref _server, null) is { } running) await running.DisposeAsync();
    }

    /// <summary>Stops it and starts it anew at the same address with the same folder.</summary>
    public async Task Restart()
    {
        await Stop();
        await StartAgain();
    }

    public async ValueTask DisposeAsync()
    {
        await Stop();
        _folder.Dispose();
    }

    /// <summary>Starts it anew after <see cref="Stop"/>, at the same address with the same folder.</summary>
    public async Task StartAgain()
    {
        _server = await ChatServer.Start(_change(new ChatOptions
        {
            Data = _folder.Path,
            Urls = Url.GetLeftPart(UriPartial.Authority),
            HashIterations = 1,
            MessageBurst = 100_000,
            MessagesPerSecond = 100_000,
            OffersPerMinute = 100_000,
            StrangersPerAddress = 100_000,
            LeaveGrace = TimeSpan.FromMilliseconds(100),
        }));
        Url = _server.Url;
    }
}
