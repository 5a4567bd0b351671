using Microsoft.AspNetCore.SignalR;

namespace Teahouse.Server.Live;

/// <summary>
/// Registers each connection where the fan-out finds it. SignalR's groups and broadcasts are not used: <see cref="RoomFeed"/> tells
/// everybody.
/// </summary>
internal sealed class ChatLifetime(Connections connections, RoomFeed feed, Presence.PresenceRules presence, ILogger<ChatLifetime> log)
    : DefaultHubLifetimeManager<ChatHub>(log)
{
    public override Task OnConnectedAsync(HubConnectionContext connection)
    {
        connections.Add(connection);
        return Task.CompletedTask;
    }

    public override Task OnDisconnectedAsync(HubConnectionContext connection)
    {
        if (connection.Features.Get<LiveConnection>() is not { } live) return Task.CompletedTask;
        connections.Remove(live);
        feed.Unsubscribe(live);
        _ = presence.Left(live);
        return Task.CompletedTask;
    }
}
