using System.Net.Http.Headers;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Users;

public sealed class OwnSessionTests
{
    [Fact]
    public async Task Somebody_sees_where_they_are_logged_in_by_what_and_when()
    {
        await using var server = await TestServer.Start();
        var desk = await server.Enter(People.Ada);
        await server.Enter(People.Linus);
        using var browser = server.NewBrowser();
        browser.DefaultRequestHeaders.UserAgent.ParseAdd("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0");
        using var login = await browser.Post("api/login", People.Of(People.Ada));
        await using var window = await desk.Open();

        var sessions = await browser.GetAsync("api/sessions").Read<OwnSession[]>();
        Assert.Equal(2, sessions.Length);
        var (here, there) = (sessions.Single(s => s.Own), sessions.Single(s => !s.Own));
        Assert.Equal("Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0", here.Agent);
        Assert.Null(there.Agent);
        Assert.True(there.Online);
        Assert.False(here.Online);
        var now = DateTimeOffset.UtcNow.ToUnixTimeMilliseconds();
        Assert.All(sessions, s =>
        {
            Assert.Equal("127.0.0.1", s.Address);
            Assert.InRange(s.CreatedAt, now - 60_000, now);
            Assert.InRange(s.UsedAt, s.CreatedAt, now);
        });
    }

    [Fact]
    public async Task Logging_out_there_ends_that_session_and_its_windows_and_no_other()
    {
        await using var server = await TestServer.Start();
        var desk = await server.Enter(People.Ada);
        var phone = await server.Enter(People.Ada);
        await using var here = await desk.Open();
        await using var there = await phone.Open();
        var lost = await Other(desk);

        Assert.Null(await desk.Http.DeleteAsync($"api/sessions/{lost.Id}").Code());
        await there.Closed.WaitAsync(SessionTests.Soon);
        Assert.Equal(GoodbyeCode.LoggedOut, (await there.Hear<Goodbye>()).Code);
        Assert.Equal(ErrorCode.NotSignedIn, await phone.Http.GetAsync("api/me").Code());
        await here.Say("still here");
        Assert.Equal(ErrorCode.NotFound, await desk.Http.DeleteAsync($"api/sessions/{lost.Id}").Code());
        Assert.True(Assert.Single(await desk.Http.GetAsync("api/sessions").Read<OwnSession[]>()).Own);
    }

    [Fact]
    public async Task Logging_out_everywhere_else_leaves_this_session_alone()
    {
        await using var server = await TestServer.Start();
        var desk = await server.Enter(People.Ada);
        var others = new[] { await server.Enter(People.Ada), await server.Enter(People.Ada) };
        var linus = await server.Enter(People.Linus);
        await using var there = await others[0].Open();
        Assert.Null(await desk.Http.DeleteAsync("api/sessions").Code());
        await there.Closed.WaitAsync(SessionTests.Soon);
        foreach (var other in others) Assert.Equal(ErrorCode.NotSignedIn, await other.Http.GetAsync("api/me").Code());
        Assert.Null(await desk.Http.GetAsync("api/me").Code());
        Assert.Null(await linus.Http.GetAsync("api/me").Code());
    }

    [Fact]
    public async Task Nobody_sees_or_ends_the_sessions_of_others_and_what_is_shown_of_one_opens_nothing()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        var linus = await server.Enter(People.Linus);
        var adas = Assert.Single(await ada.Http.GetAsync("api/sessions").Read<OwnSession[]>());
        Assert.DoesNotContain(await linus.Http.GetAsync("api/sessions").Read<OwnSession[]>(), s => s.Id == adas.Id);
        foreach (var id in new[] { adas.Id, "nothing", "%20", new string('f', 64) })
            Assert.Equal(ErrorCode.NotFound, await linus.Http.DeleteAsync($"api/sessions/{id}").Code());
        Assert.Null(await ada.Http.GetAsync("api/me").Code());
        using var thief = server.NewHttp();
        thief.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", adas.Id);
        Assert.Equal(ErrorCode.NotSignedIn, await thief.GetAsync("api/me").Code());
    }

    [Fact]
    public async Task When_a_session_was_last_used_is_known_after_its_window_closed()
    {
        await using var server = await TestServer.Start();
        var desk = await server.Enter(People.Ada);
        var phone = await server.Enter(People.Ada);
        var window = await phone.Open();
        await Task.Delay(50);
        await window.DisposeAsync();
        var there = await Other(desk);
        for (var tries = 0; there.Online || there.UsedAt < there.CreatedAt + 40; tries++, there = await Other(desk))
        {
            Assert.True(tries < 200, there.ToString());
            await Task.Delay(50);
        }
    }

    private static async Task<OwnSession> Other(TestPerson one) =>
        (await one.Http.GetAsync("api/sessions").Read<OwnSession[]>()).Single(s => !s.Own);
}
