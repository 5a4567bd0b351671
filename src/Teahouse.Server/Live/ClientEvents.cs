using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Protocol;
using Teahouse.Protocol;

namespace Teahouse.Server.Live;

/// <summary>The events of <see cref="IChatClient"/> as messages; states as ones that many connections can share.</summary>
internal static class ClientEvents
{
    public static HubMessage Events(EventBatch batch) => new InvocationMessage(nameof(IChatClient.Events), [batch]);

    public static HubMessage Heads(HeadList heads) => new InvocationMessage(nameof(IChatClient.Heads), [heads]);

    public static SerializedHubMessage Heartbeat(Heartbeat heartbeat) => Make(nameof(IChatClient.Heartbeat), heartbeat);

    public static SerializedHubMessage ReadMoved(MarkRead mark) => Make(nameof(IChatClient.ReadMoved), mark);

    public static SerializedHubMessage Presence(PresenceUpdate update) => Make(nameof(IChatClient.Presence), update);

    public static SerializedHubMessage Typing(TypingNow typing) => Make(nameof(IChatClient.Typing), typing);

    public static SerializedHubMessage ConversationAdded(Conversation added) => Make(nameof(IChatClient.ConversationAdded), added);

    public static SerializedHubMessage TransferProgress(TransferProgress progress) => Make(nameof(IChatClient.TransferProgress), progress);

    public static SerializedHubMessage Goodbye(GoodbyeCode code) => Make(nameof(IChatClient.Goodbye), new Goodbye(code));

    private static SerializedHubMessage Make(string method, object argument) => new(new InvocationMessage(method, [argument]));
}
