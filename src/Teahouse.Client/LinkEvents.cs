using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// What the server tells on one connection. Before the welcome it is held back, for the snapshot may be older or newer than it;
/// after the connection's end it is dropped.
/// </summary>
internal sealed class LinkEvents(Inbox inbox) : IChatClient
{
    private readonly Lock gate = new();
    private Queue<Action>? early = [];
    private bool closed;

    /// <summary>Why the server closes the connection, when it said so.</summary>
    public GoodbyeCode? Goodbye { get; private set; }

    /// <summary>Applies the snapshot, then what came before it.</summary>
    public void Welcomed(Welcome welcome)
    {
        inbox.Welcome(welcome);
        while (true)
        {
            Action? next;
            lock (gate)
            {
                if (early is null) return;
                if (!early.TryDequeue(out next)) early = null;
            }
            next?.Invoke();
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            early = null;
        }
    }

    public Task Events(EventBatch batch) => Take(() => inbox.Events(batch));

    public Task Heads(HeadList heads) => Take(() => inbox.Heads(heads));

    public Task Heartbeat(Heartbeat heartbeat) => Take(() => inbox.Heartbeat(heartbeat));

    public Task ReadMoved(MarkRead mark) => Take(() => inbox.ReadMoved(mark));

    public Task Presence(PresenceUpdate update) => Take(() => inbox.Presence(update));

    public Task ConversationAdded(Conversation conversation) => Take(() => inbox.ConversationAdded(conversation));

    public Task TransferProgress(TransferProgress progress) => Take(() => inbox.Progress(progress));

    Task IChatClient.Goodbye(Goodbye goodbye)
    {
        Goodbye = goodbye.Code;
        return Task.CompletedTask;
    }

    private Task Take(Action action)
    {
        lock (gate)
        {
            if (closed) return Task.CompletedTask;
            if (early is not null)
            {
                early.Enqueue(action);
                return Task.CompletedTask;
            }
        }
        action();
        return Task.CompletedTask;
    }
}
