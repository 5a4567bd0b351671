using System.Net.Http.Headers;
using Teahouse.Protocol;

namespace Teahouse.Tests.Kit;

/// <summary>Somebody who is logged in.</summary>
public sealed class TestPerson(TestServer server, SignedIn session)
{
    public TestServer Home { get; } = server;

    public long Id => session.Id;

    public string Name => session.Name;

    public string Token => session.Token!;

    /// <summary>Their HTTP calls.</summary>
    public HttpClient Http { get; } = MakeHttp(server, session.Token!);

    /// <summary>Opens a live connection and says hello.</summary>
    public async Task<TestWindow> Open()
    {
        var window = await TestWindow.Connect(this);
        await window.Hello();
        return window;
    }

    private static HttpClient MakeHttp(TestServer server, string token)
    {
        var http = server.NewHttp();
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return http;
    }
}
