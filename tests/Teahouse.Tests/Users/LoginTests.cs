using System.Net;
using System.Net.Http.Json;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Users;

public sealed class LoginTests
{
    [Fact]
    public async Task Who_registered_can_log_in_with_a_cookie_and_out_again()
    {
        await using var server = await TestServer.Start();
        using var browser = server.NewBrowser();
        var registered = await browser.PostAsJsonAsync("api/register", People.Of(People.张三), Wire.Tolerant);
        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
        Assert.False(registered.Headers.Contains("Set-Cookie"));
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("api/me")).StatusCode);

        var signedIn = await (await browser.PostAsJsonAsync("api/login", People.Of("张三"), Wire.Tolerant)).Content.ReadFromJsonAsync<SignedIn>();
        Assert.Equal(People.张三, signedIn!.Name);
        Assert.Null(signedIn.Token);
        Assert.Equal(signedIn, await browser.GetFromJsonAsync<SignedIn>("api/me"));

        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostAsync("api/logout", null)).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await browser.GetAsync("api/me")).StatusCode);
    }

    [Fact]
    public async Task A_bearer_login_sets_no_cookie_and_opens_the_live_connection()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        await using var window = await ada.Open();
        Assert.Equal(People.Ada, window.Welcome.Me.Name);
        Assert.Equal(Limits.PublicRoom, Assert.Single(window.Welcome.Conversations).Id);
        var sent = await window.Say("午饭?");
        Assert.Equal(1, sent.Seq);
        Assert.Equal(1, Assert.Single((await window.Hear<EventBatch>()).Events).Seq);
    }
}
