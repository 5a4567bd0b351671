using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// What the server tells on one connection. Before the welcome it is held back, for the snapshot may be older or newer than it;
/// after the connection's end it is dropped.
/// </summary>
internal sealed class LinkEvents(Inbox inbox) : IChatClient
{
    private readonly Lock _gate = new();
    private readonly TaskCompletionSource _dismissed = new();
    private Queue<Action>? _early = [];
    private bool _closed;

    /// <summary>Why the server closes the connection, when it said so.</summary>
    public GoodbyeCode? Goodbye { get; private set; }

    /// <summary>Completes when the server has said goodbye: it waits for us to hang up.</summary>
    public Task Dismissed => _dismissed.Task;

    /// <summary>Applies the snapshot, then what came before it.</summary>
    public void Welcomed(Welcome welcome)
    {
        inbox.Welcome(welcome);
        while (true)
        {
            Action? next;
            lock (_gate)
            {
                if (_early is null) return;
                if (!_early.TryDequeue(out next)) _early = null;
            }
            next?.Invoke();
        }
    }

    /// <summary>The connection has ended.</summary>
    public void Close()
    {
        lock (_gate)
        {
            _closed = true;
            _early = null;
        }
    }

    public Task Events(EventBatch batch) => Take(() => inbox.Events(batch));

    public Task Heads(HeadList heads) => Take(() => inbox.Heads(heads));

    public Task Heartbeat(Heartbeat heartbeat) => Take(() => inbox.Heartbeat(heartbeat));

    public Task ReadMoved(MarkRead mark) => Take(() => inbox.ReadMoved(mark));

    public Task Presence(PresenceUpdate update) => Take(() => inbox.Presence(update));

    public Task Typing(TypingNow typing) => Take(() => inbox.Typing(typing));

    public Task ConversationAdded(Conversation conversation) => Take(() => inbox.ConversationAdded(conversation));

    public Task TransferProgress(TransferProgress progress) => Take(() => inbox.Progress(progress));

    Task IChatClient.Goodbye(Goodbye goodbye)
    {
        Goodbye = goodbye.Code;
        _dismissed.TrySetResult();
        return Task.CompletedTask;
    }

    private Task Take(Action action)
    {
        lock (_gate)
        {
            if (_closed) return Task.CompletedTask;
            if (_early is not null)
            {
                _early.Enqueue(action);
                return Task.CompletedTask;
            }
        }
        action();
        return Task.CompletedTask;
    }
}
