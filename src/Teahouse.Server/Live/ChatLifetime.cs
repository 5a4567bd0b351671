using Microsoft.AspNetCore.SignalR;
using Teahouse.Server.Conversations;
using Teahouse.Server.Presence;
using Teahouse.Server.Users;

namespace Teahouse.Server.Live;

/// <summary>
/// Registers each connection where the fan-out finds it. SignalR's groups and broadcasts are not used: <see cref="RoomFeed"/> tells
/// everybody.
/// </summary>
internal sealed class ChatLifetime(
    Connections connections, RoomFeed feed, PresenceRules presence, SessionRules sessions, ReadMarks marks, ILogger<ChatLifetime> log)
    : DefaultHubLifetimeManager<ChatHub>(log)
{
    public override async Task OnConnectedAsync(HubConnectionContext connection)
    {
        var live = connections.Add(connection);
        // A session that ended while the connection was being made did not find it to close it.
        if (!await sessions.Holds(live.Caller)) connection.Abort();
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Features.Get<LiveConnection>() is not { } live) return Task.CompletedTask;
        connections.Remove(live);
        if (connections.Of(live.Caller.Id).Length == 0) marks.Forget(live.Caller.Id);
        feed.Unsubscribe(live);
        _ = presence.Left(live);
        _ = sessions.Use(live.Caller);
        return Task.CompletedTask;
    }
}
