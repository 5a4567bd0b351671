using System.Diagnostics;
using System.Net;
using Teahouse.Protocol;
using Teahouse.Server.Users;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Users;

public sealed class LoginTests
{
    [Fact]
    public async Task Who_registered_can_log_in_with_a_cookie_and_out_again()
    {
        await using var server = await TestServer.Start();
        using var browser = server.NewBrowser();
        using var registered = await browser.Post("api/register", People.Of(People.张三));
        Assert.Equal(HttpStatusCode.OK, registered.StatusCode);
        Assert.False(registered.Headers.Contains("Set-Cookie"));
        Assert.Equal(ErrorCode.NotSignedIn, await browser.GetAsync("api/me").Code());

        var signedIn = await browser.Post("api/login", People.Of("张三")).Read<SignedIn>();
        Assert.Equal(People.张三, signedIn.Name);
        Assert.Null(signedIn.Token);
        Assert.Equal(signedIn, await browser.GetAsync("api/me").Read<SignedIn>());

        Assert.Equal(HttpStatusCode.NoContent, (await browser.PostAsync("api/logout", null)).StatusCode);
        Assert.Equal(ErrorCode.NotSignedIn, await browser.GetAsync("api/me").Code());
    }

    [Fact]
    public async Task A_bearer_login_sets_no_cookie_and_opens_the_live_connection()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        using var http = server.NewHttp();
        using var login = await http.Post("api/login", People.Of(People.Ada, bearer: true));
        Assert.False(login.Headers.Contains("Set-Cookie"));
        await using var window = await ada.Open();
        Assert.Equal(People.Ada, window.Welcome.Me.Name);
        Assert.Equal(Limits.PublicRoom, Assert.Single(window.Welcome.Conversations).Id);
        Assert.Equal(1, (await window.Say("午饭?")).Seq);
        Assert.Equal(1, Assert.Single((await window.Hear<EventBatch>()).Events).Seq);
    }

    [Fact]
    public async Task Either_empty_is_said()
    {
        await using var server = await TestServer.Start();
        using var http = server.NewHttp();
        Assert.Equal(ErrorCode.CredentialsMissing, await http.Post("api/login", new Credentials("", "x")).Code());
        Assert.Equal(ErrorCode.CredentialsMissing, await http.Post("api/login", new Credentials("Ada", "")).Code());
        Assert.Equal(ErrorCode.WrongCredentials, await http.Post("api/login", new Credentials("Ada L", "x")).Code());
        Assert.Equal(ErrorCode.WrongCredentials, await http.Post("api/login", new Credentials("Ada", new string('x', 50_000))).Code());
    }

    [Fact]
    public async Task From_the_fifth_failure_on_guessing_is_delayed_for_that_address_alone()
    {
        await using var server = await TestServer.Start();
        await server.Enter(People.Ada);
        using var http = server.NewHttp();
        var guess = new Credentials("Ada", "not this one");
        var wrong = 0;
        Refusal? refusal;
        while ((refusal = await http.Post("api/login", guess).Refusal())!.Code == ErrorCode.WrongCredentials) wrong++;
        // On a machine that is slow at the moment a delay may have passed before it was met.
        Assert.InRange(wrong, LoginDelay.Free, LoginDelay.Free + 3);
        Assert.Equal(ErrorCode.LoginDelayed, refusal.Code);
        Assert.InRange(refusal.RetryAfterMs!.Value, 1, 1_000 << (wrong - LoginDelay.Free));

        // Linus at the same address, and Ada at another, are not in it.
        await server.Enter(People.Linus);
        await server.Get<UserRules>().Login(People.Of("ada"), new Device(IPAddress.Parse("10.1.1.1")));

        await Task.Delay((int)refusal.RetryAfterMs + 50);
        Assert.Null(await http.Post("api/login", People.Of("Ada")).Code());
        Assert.Equal(ErrorCode.WrongCredentials, await http.Post("api/login", new Credentials("Ada", "not this one")).Code());
    }

    [Fact]
    public async Task Guessing_many_at_once_gains_nothing()
    {
        await using var server = await TestServer.Start(options => options with { HashIterations = 20_000 });
        await server.Enter(People.Ada);
        using var http = server.NewHttp();
        var answers = await Task.WhenAll(
            Enumerable.Range(0, 40).Select(i => http.Post("api/login", new Credentials("Ada", $"guess number {i}")).Code()));
        Assert.InRange(answers.Count(code => code == ErrorCode.WrongCredentials), LoginDelay.Free, LoginDelay.Free + 3);
        Assert.All(answers, code => Assert.Contains(code, new ErrorCode?[] { ErrorCode.WrongCredentials, ErrorCode.LoginDelayed }));
    }

    [Fact]
    public async Task A_long_line_of_logins_is_told_to_come_back()
    {
        await using var server = await TestServer.Start(options => options with { HashIterations = 210_000 });
        using var http = server.NewHttp();
        var tries = Enumerable.Range(0, 80)
            .Select(i => http.Post("api/login", new Credentials($"nobody{i}", "whatever it is")).Refusal()).ToArray();
        var first = await await Task.WhenAny(tries);
        Assert.Equal(ErrorCode.Busy, first!.Code);
        Assert.True(first.RetryAfterMs > 0);
        // The others are in the line; chat goes on beside them.
        var clock = Stopwatch.StartNew();
        using var answer = await http.GetAsync("api/health");
        Assert.True(answer.IsSuccessStatusCode);
        Assert.True(clock.Elapsed < TimeSpan.FromSeconds(5), $"{clock.Elapsed}");
    }

    [Fact]
    public async Task When_the_iterations_rise_the_next_login_hashes_anew()
    {
        var iterations = 1_000;
        await using var server = await TestServer.Start(options => options with { HashIterations = iterations });
        await server.Enter(People.Ada);
        var before = server.Get<UserStore>().Find("ada")!.PasswordHash;
        await server.Enter(People.Ada);
        Assert.Equal(before, server.Get<UserStore>().Find("ada")!.PasswordHash);
        iterations = 2_000;
        await server.Restart();
        await server.Enter(People.Ada);
        var after = server.Get<UserStore>().Find("ada")!.PasswordHash;
        Assert.NotEqual(before, after);
        await server.Enter(People.Ada);
        Assert.Equal(after, server.Get<UserStore>().Find("ada")!.PasswordHash);
    }
}
