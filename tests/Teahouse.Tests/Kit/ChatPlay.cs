using System.Globalization;
using System.Text.RegularExpressions;

namespace Teahouse.Tests.Kit;

/// <summary>Plays a scripted conversation (*.chat) on the real server: one sentence a line, read by anybody.</summary>
public sealed partial class ChatPlay : IAsyncDisposable
{
    private static readonly (Regex Sentence, Func<ChatPlay, Match, Task> Play)[] Sentences =
    [
        (Comment(), (_, _) => Task.CompletedTask),
        (Enter(), (play, m) => play.Enter(m.Groups[1].Value)),
        (SecondWindow(), (play, m) => play.Enter(m.Groups[1].Value + "'s second window")),
        (Says(), async (play, m) => await (await play[m, 1].Room(Peer(m, 3))).SendAsync(m.Groups[2].Value)),
        (Sees(), (play, m) => play[m, 1].Sees(m.Groups[2].Value, m.Groups[3].Value, Private(m, 3, 4))),
        (SeesNot(), async (play, m) => Assert.False(await play[m, 1].HasSeen(m.Groups[2].Value, null))),
        (Unread(), (play, m) => HasUnread(play[m, 1], m.Groups[2].Value, Peer(m, 3))),
        (Reads(), async (play, m) => await ReadAll(await play[m, 1].Room(Peer(m, 2)))),
        (Loses(), (play, m) => { play[m, 1].LoseNetwork(); return Task.CompletedTask; }),
        (Returns(), (play, m) => play[m, 1].Return()),
        (Restarts(), (play, _) => play._server.Restart()),
        (Presence(), (play, m) => play[m, 1].Until(
            () => play[m, 1].Client.People.Any(p => p.Name == m.Groups[2].Value && p.Online == (m.Groups[3].Value == "online")), m.Value)),
        (Leaves(), (play, m) => play.Leave(m.Groups[1].Value)),
    ];

    private readonly Dictionary<string, Window> _windows = [];
    private readonly TestServer _server;

    private ChatPlay(TestServer server) => _server = server;

    private Window this[Match match, int group] => _windows[match.Groups[group].Value];

    /// <summary>Plays a script from its first sentence to its last; the first that does not come true fails.</summary>
    public static async Task Perform(string script)
    {
        await using var play = new ChatPlay(await TestServer.Start());
        var lines = script.Split('\n', StringSplitOptions.TrimEntries);
        for (var number = 1; number <= lines.Length; number++)
        {
            try
            {
                await play.Perform(lines[number - 1], number);
            }
            catch (Exception e) when (e is not InvalidDataException)
            {
                throw new InvalidOperationException($"Line {number} \"{lines[number - 1]}\" did not come true: {e.Message}", e);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var window in _windows.Values) await window.DisposeAsync();
        await _server.DisposeAsync();
    }

    private Task Perform(string line, int number)
    {
        foreach (var (sentence, play) in Sentences)
        {
            if (sentence.Match(line) is { Success: true } match) return play(this, match);
        }
        throw new InvalidDataException($"Line {number} is no sentence of a play: {line}");
    }

    private async Task Enter(string names)
    {
        foreach (var name in names.Split([" and ", ", "], StringSplitOptions.TrimEntries))
        {
            var person = await _server.Enter(name.Split('\'')[0]);
            _windows.Add(name, await Window.Open(_server.Url, name, person.Token));
        }
    }

    private async Task Leave(string name)
    {
        await _windows[name].DisposeAsync();
        _windows.Remove(name);
    }

    private static async Task HasUnread(Window window, string count, string? peer)
    {
        var expected = count == "nothing" ? 0 : long.Parse(count, CultureInfo.InvariantCulture);
        await window.Until(() => window.Client.Link.IsOnline, "is online");
        Func<long?> unread = peer is null
            ? () => window.Client.PublicRoom!.Unread
            : () => window.Client.Rooms.FirstOrDefault(r => r.Peer?.Name == peer)?.Unread;
        await window.Until(() => unread() == expected, $"has {count} unread (has {unread()})");
    }

    private static async Task ReadAll(Teahouse.Client.Room room)
    {
        room.MarkRead(room.Head);
        await room.FlushReadAsync();
    }

    private static string? Peer(Match match, int group) => match.Groups[group].Success ? match.Groups[group].Value : null;

    private static string? Private(Match match, int peer, int isPrivate) =>
        match.Groups[isPrivate].Success ? match.Groups[peer].Value : null;

    private const string Who = @"(\w+(?:'s second window)?)";

    [GeneratedRegex("^(#.*)?$")]
    private static partial Regex Comment();

    [GeneratedRegex("^(.+) (?:are|is) in the public room$")]
    private static partial Regex Enter();

    [GeneratedRegex(@"^(\w+) opens a second window$")]
    private static partial Regex SecondWindow();

    [GeneratedRegex("^" + Who + @" says ""(.+)""(?: to (\w+))?$")]
    private static partial Regex Says();

    [GeneratedRegex("^" + Who + @" sees ""(.+)"" from (\w+)( in private)?, once$")]
    private static partial Regex Sees();

    [GeneratedRegex("^" + Who + @" does not see ""(.+)""$")]
    private static partial Regex SeesNot();

    [GeneratedRegex("^" + Who + @" has (\d+|nothing) unread (?:in the public room|from (\w+))$")]
    private static partial Regex Unread();

    [GeneratedRegex("^" + Who + @" reads (?:the public room|(\w+))$")]
    private static partial Regex Reads();

    [GeneratedRegex("^" + Who + " loses the network$")]
    private static partial Regex Loses();

    [GeneratedRegex("^" + Who + " returns$")]
    private static partial Regex Returns();

    [GeneratedRegex("^the server restarts$")]
    private static partial Regex Restarts();

    [GeneratedRegex("^" + Who + @" sees that (\w+) is (online|offline)$")]
    private static partial Regex Presence();

    [GeneratedRegex("^" + Who + " closes the window$")]
    private static partial Regex Leaves();
}
