using Teahouse.Bench.Processes;

namespace Teahouse.Bench.Works.Fanout;

/// <summary>A server with a room, started for the bench and ended by its id.</summary>
internal abstract class RoomServer : IAsyncDisposable
{
    /// <summary>As the table calls it.</summary>
    public abstract string Name { get; }

    /// <summary>What a delivered message outlives.</summary>
    public abstract string Durability { get; }

    /// <summary>As the load generator calls its protocol.</summary>
    public abstract string Kind { get; }

    /// <summary>The same of guests who are in no room but those that all are in.</summary>
    public virtual string IdleKind => Kind;

    /// <summary>Its port on the loopback.</summary>
    public abstract int Port { get; }

    /// <summary>The id of its process.</summary>
    public abstract int Id { get; }

    /// <summary>What the load generator is told besides.</summary>
    public virtual string[] LoadOptions => [];

    public abstract ValueTask DisposeAsync();
}

/// <summary>Ours: the real server, with accounts that are there from the start.</summary>
internal sealed class TeahouseRoom : RoomServer
{
    private readonly DirectoryInfo _folder;
    private readonly ServerProcess _server;
    private readonly string _sessions;

    private TeahouseRoom(DirectoryInfo folder, ServerProcess server)
    {
        (_folder, _server, _sessions) = (folder, server, Path.Combine(folder.FullName, "sessions.txt"));
        File.WriteAllLines(_sessions, server.Guests.Select(guest => guest.Token));
    }

    public override string Name => "teahouse";

    public override string Durability => "power loss";

    public override string Kind => "teahouse";

    public override int Port => _server.Url.Port;

    public override int Id => _server.Id;

    public override string[] LoadOptions => [_sessions];

    /// <inheritdoc cref="ServerProcess.Allocated"/>
    public Task<long> Allocated() => _server.Allocated();

    /// <summary>Starts it.</summary>
    public static async Task<TeahouseRoom> Start(int guests)
    {
        var folder = Directory.CreateTempSubdirectory("teahouse-room-");
        return new TeahouseRoom(folder, await ServerProcess.Start(folder.CreateSubdirectory("data").FullName, guests, ""));
    }

    public override async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}

/// <summary>A program that is no part of this one.</summary>
internal sealed class OtherRoom : RoomServer
{
    private readonly OtherProcess _process;

    private OtherRoom(string name, string kind, int port, OtherProcess process) =>
        (Name, Kind, Port, _process) = (name, kind, port, process);

    public override string Name { get; }

    public override string Durability => "none";

    public override string Kind { get; }

    public override string IdleKind => $"{Kind}-alone";

    public override int Port { get; }

    public override int Id => _process.Id;

    /// <summary>The floor.</summary>
    public static Task<OtherRoom> Floor(CPrograms programs)
    {
        var port = ServerProcess.FreePort();
        return Start("C floor", "floor", port, programs.Floor, $"{port}");
    }

    /// <summary>ngircd with all its brakes off, so that it may show what it can.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="folder">Where its configuration may lie.</param>
    public static async Task<OtherRoom> Ngircd(string program, string folder)
    {
        var (port, path) = (ServerProcess.FreePort(), Path.Combine(folder, "ngircd.conf"));
        await File.WriteAllTextAsync(path, $"""
            [Global]
            Name = bench.local
            Info = bench
            Listen = 127.0.0.1
            Ports = {port}
            MotdPhrase = hello
            [Limits]
            MaxConnections = 0
            MaxConnectionsIP = 0
            MaxJoins = 0
            MaxPenaltyTime = 0
            PingTimeout = 600
            PongTimeout = 600
            [Options]
            DNS = no
            Ident = no
            PAM = no
            [Channel]
            Name = #room
            """);
        return await Start("ngircd", "ngircd", port, program, "-n", "-f", path);
    }

    public override ValueTask DisposeAsync()
    {
        _process.Dispose();
        return ValueTask.CompletedTask;
    }

    private static async Task<OtherRoom> Start(string name, string kind, int port, string program, params string[] arguments) =>
        new(name, kind, port, await OtherProcess.Start(port, program, arguments));
}
