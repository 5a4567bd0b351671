using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Teahouse.Protocol;
using Teahouse.Server.Users;

namespace Teahouse.Server.Live;

/// <summary>
/// One window's connection. Nothing is queued for it: it has at most one write in flight, and when that ends it goes on from the
/// rooms' rings
/// and from the last value of each state. So a reader who does not read costs nothing but their own connection.
/// </summary>
public sealed class LiveConnection(HubConnectionContext connection, Caller caller, TimeProvider time)
{
    /// <summary>How long the last words may take, and how long a client may take to hang up after them.</summary>
    private static readonly TimeSpan Farewell = TimeSpan.FromMilliseconds(400);

    private readonly DirectStream? _direct = connection.Features.Get<DirectStream>();
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Dictionary<long, Subscription> _subscriptions = [];
    private readonly Queue<Subscription> _line = [];
    private readonly Dictionary<string, Func<SerializedHubMessage>> _states = [];
    private bool _writing;
    private bool _closed;
    private long _writingSince;

    /// <summary>SignalR's id of the connection.</summary>
    public string Id => connection.ConnectionId;

    /// <summary>Whose it is.</summary>
    public Caller Caller { get; } = caller;

    /// <summary>The window's id, known after its first call.</summary>
    public Guid? DeviceId { get; set; }

    /// <summary>Whether nobody sits at the window.</summary>
    public bool Away { get; set; }

    /// <summary>The sum of the heads of all rooms that it listens to.</summary>
    public long HeadSum
    {
        get
        {
            lock (_lock) return _subscriptions.Values.Sum(subscription => subscription.Room.Head);
        }
    }

    /// <summary>The last seq that was told in a conversation; null when it does not listen there.</summary>
    public long? HeadOf(long conversationId)
    {
        lock (_lock) return _subscriptions.TryGetValue(conversationId, out var subscription) ? subscription.Room.Head : null;
    }

    /// <summary>How long the write in flight has lasted; zero when there is none.</summary>
    public TimeSpan Stalled
    {
        get
        {
            lock (_lock) return _writing ? time.GetElapsedTime(_writingSince) : TimeSpan.Zero;
        }
    }

    /// <summary>Ends when the connection has ended.</summary>
    public Task Ended => _ended.Task;

    /// <summary>Tells the last value of a state; a value of the same key that still waits is replaced.</summary>
    /// <param name="key">What the state is of.</param>
    /// <param name="message">Makes the message when its turn comes.</param>
    public void Tell(string key, Func<SerializedHubMessage> message)
    {
        Next next;
        lock (_lock)
        {
            _states[key] = message;
            if (_writing) return;
            next = Take();
        }
        Write(next);
    }

    /// <summary>Tells a state that has no later value; see <see cref="Tell(string, Func{SerializedHubMessage})"/>.</summary>
    public void Tell(string key, SerializedHubMessage message) => Tell(key, () => message);

    /// <summary>Whether a state of this key still waits.</summary>
    public bool IsWaiting(string key)
    {
        lock (_lock) return _states.ContainsKey(key);
    }

    /// <summary>Writes the reason as the last event, then ends the connection.</summary>
    public async Task Close(GoodbyeCode code)
    {
        lock (_lock) _closed = true;
        var farewell = connection.WriteAsync(ClientEvents.Goodbye(code)).AsTask();
        await Task.WhenAny(farewell, Task.Delay(Farewell, time));
        if (!farewell.IsCompleted)
        {
            // The socket takes nothing any more; SignalR would wait for it before it ends the connection.
            connection.Features.Get<IHttpContextFeature>()?.HttpContext?.Abort();
            return;
        }
        // Whoever hears it hangs up; ending the connection under them at once could take the reason away again.
        var gone = new TaskCompletionSource();
        await using (connection.ConnectionAborted.UnsafeRegister(_ => gone.TrySetResult(), null))
        {
            await Task.WhenAny(gone.Task, Task.Delay(Farewell, time));
        }
        connection.Abort();
    }

    internal void Listen(Room room)
    {
        lock (_lock)
        {
            if (!_closed && !_subscriptions.ContainsKey(room.Id)) _subscriptions.Add(room.Id, room.Subscribe(this));
        }
    }

    internal Room[] StopListening()
    {
        lock (_lock)
        {
            _closed = true;
            foreach (var subscription in _subscriptions.Values) subscription.Room.Unsubscribe(subscription);
            Room[] rooms = [.. _subscriptions.Values.Select(subscription => subscription.Room)];
            _subscriptions.Clear();
            _ended.TrySetResult();
            return rooms;
        }
    }

    internal void Notify(Subscription subscription)
    {
        Next next;
        lock (_lock)
        {
            if (!subscription.InLine)
            {
                subscription.InLine = true;
                _line.Enqueue(subscription);
            }
            if (_writing) return;
            next = Take();
        }
        Write(next);
    }

    /// <summary>Writes until nothing is left. What the socket takes at once needs no thread, no task and no memory.</summary>
    private void Write(Next next)
    {
        while (next != default)
        {
            var writing = Start(next);
            if (!writing.IsCompletedSuccessfully)
            {
                _ = GoOn(writing);
                return;
            }
            lock (_lock) next = Take();
        }
    }

    private ValueTask Start(Next next)
    {
        if (next.Batch is not { } batch) return connection.WriteAsync(next.State!);
        return _direct is null ? connection.WriteAsync(batch.Message) : _direct.Send(batch.Frame(connection.Protocol));
    }

    private async Task GoOn(ValueTask writing)
    {
        Next next;
        try
        {
            await writing;
            lock (_lock) next = Take();
        }
        catch (IOException)
        {
            // It is gone; who receives from it notices the same and ends the connection.
            lock (_lock) (_closed, _writing) = (true, false);
            return;
        }
        Write(next);
    }

    /// <summary>What is to be written next; the lock is held.</summary>
    private Next Take()
    {
        _writing = false;
        if (_closed) return default;
        while (_line.TryPeek(out var subscription))
        {
            if (subscription.Take() is { } batch) return Begin(new Next(batch, null));
            subscription.InLine = false;
            _line.Dequeue();
        }
        if (_states.Count == 0) return default;
        var (key, message) = _states.First();
        _states.Remove(key);
        return Begin(new Next(null, message()));
    }

    private Next Begin(Next next)
    {
        _writing = true;
        _writingSince = time.GetTimestamp();
        return next;
    }

    /// <summary>A write: events or a state; neither when there is none.</summary>
    private readonly record struct Next(Batch? Batch, SerializedHubMessage? State);
}
