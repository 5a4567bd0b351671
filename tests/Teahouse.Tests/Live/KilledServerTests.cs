using System.Collections.Concurrent;
using System.Globalization;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Live;

public sealed class KilledServerTests
{
    private static readonly string[] Guests = [People.Ada, People.Linus, People.Grace, People.张三];

    [Fact]
    public async Task Fault_4_everything_acknowledged_is_there_after_kill_9_and_everything_waiting_arrives_once()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.Start(folder.Path);
        var windows = await Task.WhenAll(Guests.Select(name => Enter(server.Url, name)));
        using var stop = new CancellationTokenSource();
        var said = new ConcurrentBag<string>();
        var talking = windows.Select(window => Talk(window, said, stop.Token)).ToArray();

        for (var kill = 0; kill < 3; kill++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(700 + 211 * kill), TestContext.Current.CancellationToken);
            server.Kill();
            await server.Restart();
            await Task.WhenAll(windows.Select(window => window.Until(() => window.Client.Link.IsOnline, "is online again")));
        }
        await stop.CancelAsync();
        await Task.WhenAll(talking);
        foreach (var window in windows)
            await window.Until(() => window.Client.PublicRoom!.Waiting.Count == 0, "has everything sent");

        var stored = await ReadAll(windows[0]);
        Assert.Equal(said.Order(), stored.Select(e => ((TextMessage)e.Body).Text).Order());
        Assert.Equal(Enumerable.Range(1, stored.Count).Select(i => (long)i), stored.Select(e => e.Seq));
        foreach (var window in windows)
        {
            var room = window.Client.PublicRoom!;
            await window.Until(() => room.Timeline.LastSeq == stored.Count, "has the whole log");
            Assert.Equal(stored, room.Timeline.Events);
            await window.DisposeAsync();
        }
        Assert.True(said.Count > 50, $"only {said.Count} messages were said");
    }

    private static async Task<Window> Enter(Uri server, string name)
    {
        using var accounts = new AccountClient(new ChatClientOptions { Server = server });
        await accounts.RegisterAsync(name, People.Password);
        return await Window.Open(server, name, (await accounts.LoginAsync(name, People.Password, bearer: true)).Token!);
    }

    private static async Task Talk(Window window, ConcurrentBag<string> said, CancellationToken stop)
    {
        for (var number = 0; !stop.IsCancellationRequested; number++)
        {
            var text = string.Create(CultureInfo.InvariantCulture, $"{window.Name} {number}");
            said.Add(text);
            await window.Client.PublicRoom!.SendAsync(text);
            // Faster than the server's rate now and then, so that its refusals are part of it.
            await Task.Delay(number % 10 < 5 ? 40 : 600, CancellationToken.None);
        }
    }

    private static async Task<List<Event>> ReadAll(Window window)
    {
        var all = new List<Event>();
        EventPage page;
        do
        {
            page = await window.Client.Calls.ReadAfter(new ReadAfter(Limits.PublicRoom, all.Count, Limits.PageEvents));
            all.AddRange(page.Events);
        }
        while (page.Events.Length > 0);
        return all;
    }
}
