using Teahouse.Bench.Processes;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Bench.Works.History;

/// <summary>The real server over its real protocol, asked by guest 1; the CPU of its process is what counts.</summary>
internal sealed class HistoryServer
{
    /// <summary>As the table calls it.</summary>
    public const string Way = "server";

    private const int AtOnce = 8;

    private readonly ServerProcess _server;
    private readonly HubDial _dial;

    private HistoryServer(ServerProcess server, HubDial dial) => (_server, _dial) = (server, dial);

    /// <summary>Starts it on a file, asks, kills it and starts it again; in the end nothing of the file is changed.</summary>
    public static async Task<List<HistoryFigure>> Measure(HistoryFile file, int queries)
    {
        await using var server = await ServerProcess.Start(file.Folder, HistoryFile.Guests, "");
        var figures = new List<HistoryFigure> { new("start-up", Way, 1000 * ProcessUse.CpuSeconds(server.Id)) };
        var token = server.Guests[0].Token;
        var options = new ChatClientOptions { Server = server.Url, Token = () => Task.FromResult<string?>(token) };
        using (var accounts = new AccountClient(options))
            await new HistoryServer(server, new HubDial(options, accounts)).Ask(queries, figures);
        server.Kill();
        await server.Restart();
        figures.Insert(1, new HistoryFigure("start-up after a crash", Way, 1000 * ProcessUse.CpuSeconds(server.Id)));
        await server.Stop();
        return figures;
    }

    private async Task Ask(int queries, List<HistoryFigure> figures)
    {
        var link = await Enter();
        var calls = link.Calls;
        var rooms = await calls.GetConversations();
        var room = rooms[0];
        long Seq() => 1 + (long)(Random.Shared.NextDouble() * room.Head);
        (string Kind, Func<Task> Query)[] kinds =
        [
            ("newest page", () => calls.ReadBefore(new ReadBefore(room.Id, Limits.Newest, Limits.PageEvents))),
            ("random page", () => calls.ReadBefore(new ReadBefore(room.Id, Seq() + Limits.PageEvents, Limits.PageEvents))),
            ("place of a date", () => calls.FindMoment(new FindMoment(room.Id, HistoryFile.Moment(Random.Shared.NextDouble())))),
            ("page at a date", () => Jump(calls, room.Id)),
            ($"unread of {rooms.Length} conversations", () => calls.GetConversations()),
            ("login", async () => await (await Enter()).HangUp()),
        ];
        foreach (var (kind, query) in kinds)
        {
            // What the runtime compiles is compiled once.
            await Repeat(queries / 2, query);
            var before = ProcessUse.CpuSeconds(_server.Id);
            await Repeat(queries, query);
            figures.Add(new HistoryFigure(kind, Way, 1000 * (ProcessUse.CpuSeconds(_server.Id) - before) / queries));
        }
        await link.HangUp();
    }

    private static async Task<EventPage> Jump(IChatServer calls, long room)
    {
        var place = await calls.FindMoment(new FindMoment(room, HistoryFile.Moment(Random.Shared.NextDouble())));
        return await calls.ReadAfter(new ReadAfter(room, place.Seq - 1, Limits.PageEvents));
    }

    private async Task<LiveLink> Enter()
    {
        var link = await _dial.DialAsync(new SilentWindow(), CancellationToken.None);
        await link.Calls.Hello(new Hello(Wire.Version, Guid.NewGuid()));
        return link;
    }

    private static Task Repeat(int times, Func<Task> query) => Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async lane =>
    {
        for (var i = lane; i < times; i += AtOnce) await query();
    }));
}
