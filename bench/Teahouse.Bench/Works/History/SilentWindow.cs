using Teahouse.Protocol;

namespace Teahouse.Bench.Works.History;

/// <summary>A window that asks, and does nothing with what it is told besides.</summary>
internal sealed class SilentWindow : IChatClient
{
    public Task Events(EventBatch batch) => Task.CompletedTask;

    public Task Heads(HeadList heads) => Task.CompletedTask;

    public Task Heartbeat(Heartbeat heartbeat) => Task.CompletedTask;

    public Task ReadMoved(MarkRead mark) => Task.CompletedTask;

    public Task Presence(PresenceUpdate update) => Task.CompletedTask;

    public Task Typing(TypingNow typing) => Task.CompletedTask;

    public Task ConversationAdded(Conversation conversation) => Task.CompletedTask;

    public Task TransferProgress(TransferProgress progress) => Task.CompletedTask;

    public Task Goodbye(Goodbye goodbye) => Task.CompletedTask;
}
