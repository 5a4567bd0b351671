using System.Globalization;
using System.Net;
using System.Net.WebSockets;
using Dapper;
using Microsoft.Data.Sqlite;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Users;

public sealed class SessionTests
{
    /// <summary>Within a second, on a machine that does nothing else.</summary>
    internal static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private const string NewPassword = "乌龙 and a better book";

    [Fact]
    public async Task Fault_8_a_second_login_of_one_user_leaves_the_first_alone()
    {
        await using var server = await TestServer.Start();
        var desk = await server.Enter(People.Ada);
        await using var deskWindow = await desk.Open();
        var phone = await server.Enter(People.Ada);
        await using var phoneWindow = await phone.Open();
        Assert.NotEqual(desk.Token, phone.Token);
        await phoneWindow.Say("from the phone");
        await deskWindow.Say("from the desk");
        Assert.Equal(People.Ada, (await desk.Http.GetAsync("api/me").Read<SignedIn>()).Name);
    }

    [Fact]
    public async Task Fault_7_neither_passwords_nor_sessions_can_be_read_out_of_the_data_folder()
    {
        await using var server = await TestServer.Start();
        using var browser = server.NewBrowser();
        await server.Enter(People.Ada);
        using var login = await browser.Post("api/login", People.Of(People.Ada));
        await server.Stop();
        var secrets = new[] { People.Password, login.Headers.GetValues("Set-Cookie").First().Split('=', ';')[1] };
        foreach (var file in Directory.GetFiles(server.Folder, "*", SearchOption.AllDirectories))
        {
            var bytes = await File.ReadAllBytesAsync(file);
            foreach (var secret in secrets) Assert.Equal(-1, bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(secret)));
        }
        await using var database = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "teahouse.db")};Pooling=false");
        Assert.All(database.Query<string>("SELECT id FROM sessions"), id => Assert.Matches("^[0-9a-f]{64}$", id));
    }

    [Fact]
    public async Task The_cookie_is_for_this_site_alone_out_of_scripts_reach_and_kept_for_thirty_days()
    {
        await using var server = await TestServer.Start();
        await server.Enter(People.Ada);
        using var browser = server.NewBrowser();
        using var first = await browser.Post("api/login", People.Of(People.Ada));
        using var second = await browser.Post("api/login", People.Of(People.Ada));
        var cookie = first.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", cookie);
        Assert.Contains("samesite=strict", cookie);
        Assert.Contains("path=/;", cookie);
        Assert.DoesNotContain("secure", cookie);
        var expires = DateTimeOffset.Parse(cookie.Split("expires=")[1].Split(';')[0], CultureInfo.InvariantCulture);
        Assert.InRange(expires - DateTimeOffset.UtcNow, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30.1));
        Assert.NotEqual(cookie.Split(';')[0], second.Headers.GetValues("Set-Cookie").Single().Split(';')[0]);
    }

    [Fact]
    public async Task A_session_outlives_a_restart_of_the_server()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        await server.Restart();
        Assert.Equal(ada.Id, (await ada.Http.GetAsync("api/me").Read<SignedIn>()).Id);
        await using var window = await ada.Open();
        Assert.Equal(People.Ada, window.Welcome.Me.Name);
    }

    [Fact]
    public async Task A_session_that_is_not_used_for_thirty_days_ends_and_one_that_is_used_goes_on()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        using var db = new SqliteConnection($"Data Source={Path.Combine(server.Folder, "teahouse.db")}");
        var inTwoDays = DateTimeOffset.UtcNow.AddDays(2).ToUnixTimeMilliseconds();
        db.Execute("UPDATE sessions SET expires_at = @inTwoDays", new { inTwoDays });
        await ada.Http.GetAsync("api/me").Read<SignedIn>();
        var extended = DateTimeOffset.FromUnixTimeMilliseconds(db.ExecuteScalar<long>("SELECT expires_at FROM sessions"));
        Assert.InRange(extended - DateTimeOffset.UtcNow, TimeSpan.FromDays(29.9), TimeSpan.FromDays(30));

        db.Execute("UPDATE sessions SET expires_at = @now", new { now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds() });
        Assert.Equal(ErrorCode.NotSignedIn, await ada.Http.GetAsync("api/me").Code());
        await Assert.ThrowsAnyAsync<Exception>(ada.Open);
    }

    [Fact]
    public async Task Logging_out_ends_that_sessions_windows_within_a_second_and_no_others()
    {
        await using var server = await TestServer.Start();
        var desk = await server.Enter(People.Ada);
        var phone = await server.Enter(People.Ada);
        await using var one = await desk.Open();
        await using var two = await desk.Open();
        await using var other = await phone.Open();
        await desk.Http.PostAsync("api/logout", null);
        await Task.WhenAll(one.Closed, two.Closed).WaitAsync(Soon);
        Assert.Equal(GoodbyeCode.LoggedOut, (await one.Hear<Goodbye>()).Code);
        Assert.Equal(GoodbyeCode.LoggedOut, (await two.Hear<Goodbye>()).Code);
        Assert.Equal(ErrorCode.NotSignedIn, await desk.Http.GetAsync("api/me").Code());
        await other.Say("still here");
    }

    [Fact]
    public async Task No_window_that_opens_in_the_moment_of_the_logout_stays_open()
    {
        await using var server = await TestServer.Start();
        for (var round = 0; round < 20; round++)
        {
            var ada = await server.Enter(People.Ada);
            var opening = Enumerable.Range(0, 4).Select(_ => TryOpen(ada)).ToArray();
            await Task.Yield();
            await ada.Http.PostAsync("api/logout", null);
            foreach (var window in await Task.WhenAll(opening))
            {
                if (window is null) continue;
                await window.Closed;
                await window.DisposeAsync();
            }
        }
    }

    [Fact]
    public async Task A_changed_password_ends_all_other_sessions_and_their_windows()
    {
        await using var server = await TestServer.Start();
        var desk = await server.Enter(People.Ada);
        var phone = await server.Enter(People.Ada);
        await using var here = await desk.Open();
        await using var there = await phone.Open();
        Assert.Equal(
            ErrorCode.WrongCredentials, await desk.Http.Post("api/password", new ChangePassword("not this one", NewPassword)).Code());
        Assert.Equal(ErrorCode.PasswordTooShort, await desk.Http.Post("api/password", new ChangePassword(People.Password, "short")).Code());
        Assert.Equal(ErrorCode.CredentialsMissing, await desk.Http.Post("api/password", new ChangePassword("", NewPassword)).Code());
        Assert.Null(await phone.Http.GetAsync("api/me").Code());

        Assert.Null(await desk.Http.Post("api/password", new ChangePassword(People.Password, NewPassword)).Code());
        await there.Closed.WaitAsync(Soon);
        Assert.Equal(GoodbyeCode.PasswordChanged, (await there.Hear<Goodbye>()).Code);
        Assert.Equal(ErrorCode.NotSignedIn, await phone.Http.GetAsync("api/me").Code());
        await here.Say("still here");

        using var http = server.NewHttp();
        Assert.Equal(ErrorCode.WrongCredentials, await http.Post("api/login", People.Of(People.Ada)).Code());
        Assert.Null(await http.Post("api/login", new Credentials(People.Ada, NewPassword)).Code());
    }

    [Fact]
    public async Task A_made_up_or_changed_token_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        foreach (var token in new[] { "", "x", ada.Token[..^2] + "AA", new string('A', 5_000), "../../x" })
        {
            using var http = server.NewHttp();
            http.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", "Bearer " + token);
            Assert.Equal(ErrorCode.NotSignedIn, await http.GetAsync("api/me").Code());
            using var live = await http.GetAsync("live");
            Assert.Equal(HttpStatusCode.Unauthorized, live.StatusCode);
        }
    }

    private static async Task<TestWindow?> TryOpen(TestPerson person)
    {
        try
        {
            return await TestWindow.Connect(person);
        }
        catch (Exception e) when (e is HttpRequestException or WebSocketException or IOException or InvalidOperationException)
        {
            return null;
        }
    }
}
