using System.Globalization;
using System.Text;
using Teahouse.Bench.Network;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Live;

/// <summary>Over plain http nothing below us has a checksum that a bad cable, proxy or network card could not get past.</summary>
public sealed class FlippedBitTests
{
    private const int Messages = 300;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Whatever_is_flipped_on_the_way_both_have_exactly_what_was_said(int seed)
    {
        await using var server = await TestServer.Start();
        var complaints = Complaints.Of(server);
        var flips = new BitFlips(every: 30, seed);
        await using var ada = await Enter(server, People.Ada, flips.On);
        await using var linus = await Enter(server, People.Linus, flips.On);
        Window[] windows = [ada, linus];
        foreach (var window in windows) KeepTrying(window);

        var said = await Task.WhenAll(windows.Select(Talk));

        await using var fresh = await (await server.Enter(People.Grace)).Open();
        var stored = await ReadAll(fresh);
        foreach (var (window, texts) in windows.Zip(said))
        {
            Assert.Equal(texts, stored.Where(e => e.Name == window.Name).Select(e => ((TextMessage)e.Body).Text));
            var room = window.Client.PublicRoom!;
            await window.Until(() => room.Timeline.LastSeq == 2 * Messages, "has the whole log");
            Assert.Equal(stored, room.Timeline.Events);
        }
        Assert.Equal(2 * Messages, stored.Count);
        Assert.True(flips.Count(Way.Up) > 10 && flips.Count(Way.Down) > 10, $"{flips.Count(Way.Up)} up, {flips.Count(Way.Down)} down");
        Assert.Empty(complaints.Lines);
    }

    [Fact]
    public async Task A_session_that_is_flipped_on_the_way_signs_nobody_out()
    {
        await using var server = await TestServer.Start();
        var session = Encoding.ASCII.GetBytes("Authorization: Bearer ");
        var flips = 2;

        await using var ada = await Enter(server, People.Ada, _ => (chunk, handOn) =>
        {
            var at = chunk.Span.IndexOf(session);
            if (at >= 0 && Interlocked.Decrement(ref flips) >= 0) chunk.Span[at + session.Length + 20] ^= 1;
            return handOn(chunk);
        });

        Assert.True(flips < 0);
        Assert.True(ada.Client.Link.IsOnline);
    }

    private static async Task<Window> Enter(TestServer server, string name, Func<Way, Passage> passages) =>
        await Window.Open(server.Url, name, (await server.Enter(name)).Token, passages: passages);

    /// <summary>Does not sit out the growing waits.</summary>
    private static void KeepTrying(Window window) => window.Client.Changed += () =>
    {
        if (window.Client.Link.NextTry is not null) window.Client.RetryNow();
    };

    private static async Task<List<string>> Talk(Window window)
    {
        var room = window.Client.PublicRoom!;
        var said = new List<string>();
        for (var number = 0; number < Messages; number++)
        {
            said.Add(string.Create(CultureInfo.InvariantCulture, $"{window.Name} {number}: 龙井 or oolong?"));
            await room.SendAsync(said[^1]);
            await window.Until(() => room.Waiting.Count < 3, "has sent nearly everything");
        }
        await window.Until(() => room.Waiting.Count == 0, "has sent everything");
        return said;
    }

    private static async Task<List<Event>> ReadAll(TestWindow window)
    {
        var all = new List<Event>();
        EventPage page;
        do
        {
            var query = new ReadAfter(Limits.PublicRoom, all.Count, Limits.PageEvents);
            page = await window.Call<EventPage>(nameof(IChatServer.ReadAfter), query);
            all.AddRange(page.Events);
        }
        while (page.Events.Length > 0);
        return all;
    }
}
