using System.Runtime.Versioning;
using Teahouse.Server;
using Teahouse.Tests.Kit;
using Teahouse.Tests.Repo;

namespace Teahouse.Tests.Cli;

/// <summary>The window of its own, on a screen without a monitor, with the installed browser and the published page.</summary>
[SupportedOSPlatform("linux")]
public sealed class OpenCommandTests : IAsyncLifetime, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly TempFolder _home = new();
    private XScreen _screen = null!;

    public async ValueTask InitializeAsync() => _screen = await XScreen.StartAsync();

    [Theory]
    [InlineData("zh_CN.UTF-8", "茶馆")]
    [InlineData("en_GB.UTF-8", "Teahouse")]
    public async Task The_window_shows_the_page_alone_in_the_systems_language_and_its_X_ends_the_command(string language, string title)
    {
        await using var server = await TestServer.Start(options => options with { Web = Repository.Web });
        using var open = Open(language, "--server", $"{server.Url}");

        var window = await _screen.AppWindowAsync("127.0.0.1", Patience);
        Assert.Equal("1180x780", window.Size);
        await Until(async () => await _screen.TitleAsync(window.Id) == $"_NET_WM_NAME = \"{title}\"\n");
        Assert.False(open.HasExited);
        _screen.Close(window.Id);

        Assert.Equal(0, await open.ExitCodeAsync());
    }

    [Fact]
    public async Task Two_profiles_are_two_people_on_one_machine()
    {
        await using var server = await TestServer.Start();
        using var ada = Open("C", "--server", $"{server.Url}", "--profile", "Ada");
        var first = await _screen.AppWindowAsync("127.0.0.1", Patience);
        using var zhang = Open("C", "--server", $"http://localhost:{server.Url.Port}", "--profile", "张三");
        var second = await _screen.AppWindowAsync("localhost", Patience);

        _screen.Close(second.Id);
        Assert.Equal(0, await zhang.ExitCodeAsync());
        Assert.False(ada.HasExited);
        _screen.Close(first.Id);
        Assert.Equal(0, await ada.ExitCodeAsync());
        Assert.Equal(["Ada", "张三"], Directory.GetDirectories(Path.Combine(_home.Path, "Teahouse", "profiles"))
            .Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_second_window_of_one_profile_belongs_to_the_first_command()
    {
        await using var server = await TestServer.Start();
        using var first = Open("en_GB.UTF-8", "--server", $"{server.Url}");
        await _screen.AppWindowAsync("127.0.0.1", Patience);
        using var second = Open("en_GB.UTF-8", "--server", $"http://localhost:{server.Url.Port}");

        Assert.StartsWith("The profile default has a window open already", await second.LineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await second.ExitCodeAsync());
        await _screen.AppWindowAsync("localhost", Patience);
        Assert.False(first.HasExited);
    }

    [Fact]
    public async Task A_command_that_is_told_to_end_closes_its_window()
    {
        await using var server = await TestServer.Start();
        using var open = Open("C", "--server", $"{server.Url}");
        await _screen.AppWindowAsync("127.0.0.1", Patience);

        open.Terminate();

        Assert.Equal(0, await open.ExitCodeAsync());
        await Assert.ThrowsAsync<TimeoutException>(() => _screen.AppWindowAsync("127.0.0.1", TimeSpan.FromSeconds(1)));
    }

    [Fact]
    public async Task A_server_that_does_not_answer_is_said_once_and_opens_when_it_comes()
    {
        var url = new Uri($"http://127.0.0.1:{FreePort()}");
        using var open = Open("zh_CN.UTF-8", "--server", $"{url}");
        var line = await open.LineAsync();
        Assert.Contains("连接不到服务器", line, StringComparison.Ordinal);
        Assert.Contains("does not answer", line, StringComparison.Ordinal);

        using var data = new TempFolder();
        await using var server = await ChatServer.Start(new ChatOptions { Data = data.Path, Urls = $"{url}" });
        var window = await _screen.AppWindowAsync("127.0.0.1", Patience);
        _screen.Close(window.Id);

        Assert.Equal(0, await open.ExitCodeAsync());
    }

    [Theory]
    [InlineData("zh_CN.UTF-8", "没有找到 Edge、Chrome 或 Chromium，已在默认浏览器中打开")]
    [InlineData("en_GB.UTF-8", "Found no Edge, Chrome or Chromium")]
    public async Task Without_such_a_browser_the_default_one_opens_and_the_command_says_so(string language, string said)
    {
        await using var server = await TestServer.Start();
        var opened = Path.Combine(_home.Path, "opened");
        var script = Path.Combine(_home.Path, "xdg-open");
        await File.WriteAllTextAsync(script, $"#!/bin/sh\necho \"$1\" > '{opened}'\n", TestContext.Current.CancellationToken);
        File.SetUnixFileMode(script, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        using var open = new OpenProcess(new() { ["PATH"] = _home.Path, ["LC_ALL"] = language }, "--server", $"{server.Url}");

        Assert.StartsWith(said, await open.LineAsync(), StringComparison.Ordinal);
        Assert.Equal(0, await open.ExitCodeAsync());
        await Until(async () => File.Exists(opened) && await File.ReadAllTextAsync(opened) == server.Url.AbsoluteUri + "\n");
    }

    [Fact]
    public async Task Without_a_screen_the_browsers_own_words_are_given()
    {
        await using var server = await TestServer.Start();
        using var open = new OpenProcess(Environment("en_GB.UTF-8", display: null), "--server", $"{server.Url}");

        Assert.Contains("could not open a window", await open.ErrorAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await open.ExitCodeAsync());
    }

    [Theory]
    [InlineData("--server", "ftp://teahouse", "This is no server's address: ftp://teahouse")]
    [InlineData("--profile", "../Ada", "A profile's name has letters, digits")]
    public async Task What_cannot_be_meant_is_refused(string option, string value, string said)
    {
        using var open = new OpenProcess(Environment("en_GB.UTF-8", display: null), option, value);

        Assert.StartsWith(said, await open.ErrorAsync(), StringComparison.Ordinal);
        Assert.Equal(1, await open.ExitCodeAsync());
    }

    public void Dispose() => _home.Dispose();

    public ValueTask DisposeAsync()
    {
        _screen.Dispose();
        Dispose();
        return ValueTask.CompletedTask;
    }

    private OpenProcess Open(string language, params string[] arguments) => new(Environment(language, _screen.Name), arguments);

    private Dictionary<string, string?> Environment(string language, string? display) =>
        new() { ["DISPLAY"] = display, ["LC_ALL"] = language, ["XDG_DATA_HOME"] = _home.Path };

    private static async Task Until(Func<Task<bool>> condition)
    {
        for (var tries = 0; !await condition(); tries++)
        {
            Assert.True(tries < 100, "It did not happen within ten seconds.");
            await Task.Delay(100, TestContext.Current.CancellationToken);
        }
    }

    private static int FreePort()
    {
        using var listener = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        listener.Start();
        return ((System.Net.IPEndPoint)listener.LocalEndpoint).Port;
    }
}
