using System.Net;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Users;

/// <summary>The real executable beside a server that runs on the same folder.</summary>
public sealed class UserCommandTests
{
    [Fact]
    public async Task A_disabled_account_is_out_within_a_second_and_in_again_when_enabled()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        var linus = await server.Enter(People.Linus);
        await using var adas = await ada.Open();
        await using var his = await linus.Open();

        var (exit, output) = await ServerProcess.Run("user", "disable", "ADA", "--data", server.Folder);
        Assert.Equal((0, "Ada is disabled. 账号已停用。"), (exit, Assert.Single(output)));
        await adas.Closed.WaitAsync(SessionTests.Soon);
        Assert.Equal(GoodbyeCode.AccountDisabled, (await adas.Hear<Goodbye>()).Code);
        Assert.Equal(ErrorCode.NotSignedIn, await ada.Http.GetAsync("api/me").Code());
        await his.Say("still here");

        // Only who knows the password is told.
        using var http = server.NewHttp();
        using var login = await http.Post("api/login", People.Of(People.Ada));
        Assert.Equal(HttpStatusCode.Forbidden, login.StatusCode);
        Assert.Equal(ErrorCode.AccountDisabled, await Task.FromResult(login).Code());
        Assert.Equal(ErrorCode.WrongCredentials, await http.Post("api/login", new Credentials("Ada", "not this one")).Code());

        Assert.Equal(0, (await ServerProcess.Run("user", "enable", "Ada", "--data", server.Folder)).ExitCode);
        await server.Enter(People.Ada);
    }

    [Fact]
    public async Task A_reset_prints_a_new_password_and_ends_all_sessions()
    {
        await using var server = await TestServer.Start();
        var zhang = await server.Enter(People.张三);
        await using var window = await zhang.Open();
        var (exit, output) = await ServerProcess.Run("user", "reset", "张三", "--data", server.Folder);
        Assert.Equal(0, exit);
        await window.Closed.WaitAsync(SessionTests.Soon);
        Assert.Equal(GoodbyeCode.PasswordChanged, (await window.Hear<Goodbye>()).Code);
        var password = Assert.Single(output).Split(": ")[1];
        using var http = server.NewHttp();
        Assert.Equal(ErrorCode.WrongCredentials, await http.Post("api/login", People.Of(People.张三)).Code());
        Assert.Null(await http.Post("api/login", new Credentials(People.张三, password)).Code());
    }

    [Fact]
    public async Task The_commands_work_on_a_stopped_server_too_and_say_what_is_not_there()
    {
        await using var server = await TestServer.Start();
        await server.Enter(People.Ada);
        await server.Enter(People.张三);
        await server.Stop();
        var (_, list) = await ServerProcess.Run("user", "list", "--data", server.Folder);
        Assert.Equal(2, list.Length);
        Assert.Contains(list, line => line.Contains("Ada"));
        Assert.Contains(list, line => line.Contains("张三"));

        var (unknown, said) = await ServerProcess.Run("user", "disable", "Grace", "--data", server.Folder);
        Assert.Equal((1, "There is no account Grace. 没有账号 Grace。"), (unknown, Assert.Single(said)));

        using var empty = new TempFolder();
        var (none, line) = await ServerProcess.Run("user", "list", "--data", empty.Path);
        Assert.Equal(1, none);
        Assert.Contains("There is no Teahouse in the folder", Assert.Single(line));
        Assert.Empty(Directory.GetFileSystemEntries(empty.Path));
    }
}
