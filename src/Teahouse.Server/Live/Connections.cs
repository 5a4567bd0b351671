using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Teahouse.Protocol;

namespace Teahouse.Server.Live;

/// <summary>All live connections, by id and by user.</summary>
public sealed class Connections(TimeProvider time)
{
    private const int RememberedGoodbyes = 10_000;
    private static readonly TimeSpan FarewellTime = TimeSpan.FromSeconds(2);

    private readonly ConcurrentDictionary<string, LiveConnection> _all = [];
    private readonly Dictionary<long, List<LiveConnection>> _byUser = [];
    private readonly ConcurrentDictionary<Guid, GoodbyeCode> _goodbyes = [];

    /// <summary>Everybody.</summary>
    public IEnumerable<LiveConnection> All => _all.Values;

    /// <summary>The connections of one user.</summary>
    public LiveConnection[] Of(long userId)
    {
        lock (_byUser) return _byUser.TryGetValue(userId, out var mine) ? [.. mine] : [];
    }

    /// <summary>Tells a user's windows the last value of a state.</summary>
    public void Tell(long userId, string key, SerializedHubMessage message)
    {
        foreach (var connection in Of(userId)) connection.Tell(key, message);
    }

    /// <summary>Ends the connections of a user that match, telling them why.</summary>
    public Task Close(long userId, GoodbyeCode code, Func<LiveConnection, bool> which) =>
        Task.WhenAll(Of(userId).Where(which).Select(connection => connection.Close(code)));

    /// <summary>Ends all connections, and waits a moment until each has taken its goodbye along.</summary>
    public async Task CloseAll(GoodbyeCode code)
    {
        var all = All.ToArray();
        await Task.WhenAll(all.Select(connection => connection.Close(code)));
        await Task.WhenAny(Task.WhenAll(all.Select(connection => connection.Ended)), Task.Delay(FarewellTime, time));
    }

    /// <summary>Ends the connections whose write has been in flight for too long; their next one is told why.</summary>
    public void CloseStalled()
    {
        foreach (var connection in All.Where(c => c.Stalled > TimeSpan.FromSeconds(Limits.SlowWriteSeconds)))
        {
            if (connection.DeviceId is { } device && _goodbyes.Count < RememberedGoodbyes) _goodbyes[device] = GoodbyeCode.TooSlow;
            _ = connection.Close(GoodbyeCode.TooSlow);
        }
    }

    /// <summary>Why this window's last connection was ended by the server, told once.</summary>
    public GoodbyeCode? LastGoodbye(Guid deviceId) => _goodbyes.TryRemove(deviceId, out var code) ? code : null;

    internal LiveConnection Add(HubConnectionContext context)
    {
        var connection = new LiveConnection(context, Users.Caller.From(context.User), time);
        context.Features.Set(connection);
        _all[connection.Id] = connection;
        lock (_byUser)
        {
            if (!_byUser.TryGetValue(connection.Caller.Id, out var mine)) _byUser[connection.Caller.Id] = mine = [];
            mine.Add(connection);
        }
        return connection;
    }

    internal void Remove(LiveConnection connection)
    {
        _all.TryRemove(connection.Id, out _);
        lock (_byUser)
        {
            if (!_byUser.TryGetValue(connection.Caller.Id, out var mine)) return;
            mine.Remove(connection);
            if (mine.Count == 0) _byUser.Remove(connection.Caller.Id);
        }
    }
}
