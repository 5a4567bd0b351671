using System.Net;
using System.Net.WebSockets;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Requests;

public sealed class OriginTests
{
    private const string Foreign = "http://evil.test";

    [Theory]
    [InlineData(Foreign)]
    [InlineData("null")]
    [InlineData("")]
    public async Task A_cookie_without_our_own_origin_changes_nothing(string origin)
    {
        await using var server = await TestServer.Start();
        var cookie = await LogIn(server);
        using var http = server.NewHttp();
        foreach (var (method, path) in new[] { ("POST", "api/logout"), ("POST", "api/password"),
            ("POST", "api/login"), ("PUT", "api/files/x/bytes/0"), ("DELETE", "x") })
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path) { Headers = { { "Cookie", cookie } } };
            if (origin.Length > 0) request.Headers.Add("Origin", origin);
            Assert.Equal(ErrorCode.ForeignOrigin, await http.SendAsync(request).Code());
        }
        using var me = new HttpRequestMessage(HttpMethod.Get, "api/me") { Headers = { { "Cookie", cookie } } };
        Assert.Equal(HttpStatusCode.OK, (await http.SendAsync(me)).StatusCode);
    }

    [Theory]
    [InlineData(Foreign, HttpStatusCode.Forbidden)]
    [InlineData("", HttpStatusCode.Forbidden)]
    [InlineData("own", HttpStatusCode.SwitchingProtocols)]
    public async Task A_cookie_opens_the_live_connection_from_our_own_page_alone(string origin, HttpStatusCode expected)
    {
        await using var server = await TestServer.Start();
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Cookie", await LogIn(server));
        if (origin.Length > 0)
            socket.Options.SetRequestHeader("Origin", origin == "own" ? server.Url.GetLeftPart(UriPartial.Authority) : origin);
        Assert.Equal(expected, await Dial(server, socket));
    }

    [Theory]
    [InlineData(Foreign)]
    [InlineData("")]
    public async Task A_bearer_token_needs_no_origin(string origin)
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        if (origin.Length > 0) ada.Http.DefaultRequestHeaders.Add("Origin", origin);
        Assert.Equal(
            ErrorCode.WrongCredentials, await ada.Http.Post("api/password", new ChangePassword("not this one", "a longer one")).Code());
        using var socket = new ClientWebSocket();
        socket.Options.SetRequestHeader("Authorization", "Bearer " + ada.Token);
        if (origin.Length > 0) socket.Options.SetRequestHeader("Origin", origin);
        Assert.Equal(HttpStatusCode.SwitchingProtocols, await Dial(server, socket));
    }

    [Theory]
    [InlineData("api/login")]
    [InlineData("api/register")]
    public async Task A_foreign_page_can_neither_log_somebody_in_nor_register(string path)
    {
        await using var server = await TestServer.Start();
        await server.Enter(People.Ada);
        using var http = server.NewHttp();
        http.DefaultRequestHeaders.Add("Origin", Foreign);
        Assert.Equal(ErrorCode.ForeignOrigin, await http.Post(path, People.Of(People.Ada)).Code());
        using var form = await http.PostAsync(path, new FormUrlEncodedContent([new("name", "Ada"), new("password", People.Password)]));
        Assert.Equal(HttpStatusCode.Forbidden, form.StatusCode);
        Assert.False(form.Headers.Contains("Set-Cookie"));
    }

    [Fact]
    public async Task A_token_in_the_address_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        using var http = server.NewHttp();
        Assert.Equal(ErrorCode.NotSignedIn, await http.GetAsync("api/me?access_token=" + ada.Token).Code());
        Assert.Equal(ErrorCode.NotSignedIn, await http.GetAsync("live?access_token=" + ada.Token).Code());
    }

    [Fact]
    public async Task Every_answer_carries_the_headers_that_keep_browsers_strict()
    {
        await using var server = await TestServer.Start();
        using var http = server.NewHttp();
        foreach (var path in new[] { "api/health", "api/me", "nothing/here", "live" })
        {
            using var answer = await http.GetAsync(path);
            Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Referrer-Policy").Single());
            Assert.Equal("DENY", answer.Headers.GetValues("X-Frame-Options").Single());
            Assert.Equal("same-origin", answer.Headers.GetValues("Cross-Origin-Resource-Policy").Single());
            Assert.False(answer.Headers.Contains("Server"));
            Assert.False(answer.Headers.Contains("Access-Control-Allow-Origin"));
        }
    }

    private static async Task<string> LogIn(TestServer server)
    {
        await server.Enter(People.Ada);
        using var http = server.NewHttp();
        using var login = await http.Post("api/login", People.Of(People.Ada));
        return login.Headers.GetValues("Set-Cookie").Single().Split(';')[0];
    }

    private static async Task<HttpStatusCode> Dial(TestServer server, ClientWebSocket socket)
    {
        socket.Options.CollectHttpResponseDetails = true;
        try
        {
            await socket.ConnectAsync(new UriBuilder(new Uri(server.Url, Wire.HubPath)) { Scheme = "ws" }.Uri, CancellationToken.None);
        }
        catch (WebSocketException)
        {
            // The status tells why.
        }
        return socket.HttpStatusCode;
    }
}
