using System.Net.WebSockets;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.SignalR.Protocol;
using Microsoft.Extensions.DependencyInjection;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Makes live connections to a real server: SignalR over a WebSocket, without negotiation.</summary>
/// <param name="options">The server and the session.</param>
/// <param name="accounts">Asked whether the session still holds when a connection could not be made.</param>
public sealed class HubDial(ChatClientOptions options, AccountClient accounts)
{
    /// <inheritdoc cref="Dial"/>
    public async Task<LiveLink> DialAsync(IChatClient events, CancellationToken stop)
    {
        var hub = Build();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        hub.Closed += _ =>
        {
            ended.TrySetResult();
            return Task.CompletedTask;
        };
        Listen(hub, events);
        try
        {
            await hub.StartAsync(stop);
        }
        catch (Exception e)
        {
            await hub.DisposeAsync();
            stop.ThrowIfCancellationRequested();
            if (await IsSignedOutAsync(stop)) throw new ChatException(ErrorCode.NotSignedIn);
            throw new LinkException("The live connection could not be made.", e);
        }
        return new LiveLink(new HubCalls(hub), ended.Task, () =>
        {
            // Over a dead network closing takes its time; nobody needs to wait for it.
            ended.TrySetResult();
            return hub.DisposeAsync();
        });
    }

    /// <summary>
    /// A browser never tells a script why an upgrade failed, so the session is asked for separately; and twice, for over HTTP a byte of
    /// it may have been flipped on the way, and who is signed out stays so.
    /// </summary>
    private async Task<bool> IsSignedOutAsync(CancellationToken stop) =>
        !await accounts.IsSignedInAsync(stop) && !await accounts.IsSignedInAsync(stop);

    private HubConnection Build()
    {
        var builder = new HubConnectionBuilder().WithUrl(options.At(Wire.HubPath.TrimStart('/')), o =>
        {
            o.SkipNegotiation = true;
            o.Transports = HttpTransportType.WebSockets;
            if (options.Token is { } token) o.AccessTokenProvider = token;
            if (!OperatingSystem.IsBrowser()) o.WebSocketConfiguration = Watch;
        });
        builder.Services.AddSingleton<IHubProtocol>(new CheckedJsonProtocol(Wire.Tolerant));
        builder.Services.AddSingleton(options.Loggers);
        var hub = builder.Build();
        // Browsers slow the timers of background windows, so only a long silence means anything; the server watches by PING and PONG.
        hub.ServerTimeout = TimeSpan.FromSeconds(Limits.SilenceSeconds);
        hub.KeepAliveInterval = TimeSpan.FromSeconds(Limits.SilenceSeconds / 3);
        return hub;
    }

    /// <summary>Outside browsers a cable that was pulled is noticed by PING and PONG.</summary>
    private static void Watch(ClientWebSocketOptions socket)
    {
        socket.KeepAliveInterval = TimeSpan.FromSeconds(10);
        socket.KeepAliveTimeout = TimeSpan.FromSeconds(15);
    }

    /// <summary>With the records as values: each typed handler is code of its own, for which a page that starts would wait.</summary>
    private static void Listen(HubConnection hub, IChatClient events)
    {
        On(nameof(IChatClient.Events), typeof(EventBatch), told => events.Events((EventBatch)told));
        On(nameof(IChatClient.Heads), typeof(HeadList), told => events.Heads((HeadList)told));
        On(nameof(IChatClient.Heartbeat), typeof(Heartbeat), told => events.Heartbeat((Heartbeat)told));
        On(nameof(IChatClient.ReadMoved), typeof(MarkRead), told => events.ReadMoved((MarkRead)told));
        On(nameof(IChatClient.Presence), typeof(PresenceUpdate), told => events.Presence((PresenceUpdate)told));
        On(nameof(IChatClient.Typing), typeof(TypingNow), told => events.Typing((TypingNow)told));
        On(nameof(IChatClient.ConversationAdded), typeof(Conversation), told => events.ConversationAdded((Conversation)told));
        On(nameof(IChatClient.TransferProgress), typeof(TransferProgress), told => events.TransferProgress((TransferProgress)told));
        On(nameof(IChatClient.Goodbye), typeof(Goodbye), told => events.Goodbye((Goodbye)told));

        void On(string method, Type record, Func<object, Task> take) => hub.On(method, [record], told => take(told[0]!));
    }
}
