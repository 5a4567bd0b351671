namespace Teahouse.Tests.Client.Simulation;

/// <summary>
/// One thread and one clock: everything that is awaited under it goes on here, in a fixed order, and an hour passes in no time.
/// </summary>
internal sealed class VirtualTime : TimeProvider
{
    private readonly PriorityQueue<Alarm, (long At, long Number)> _alarms = new();
    private readonly Turns _turns = new();
    private long _now = new DateTimeOffset(2026, 1, 1, 8, 0, 0, TimeSpan.Zero).Ticks;
    private long _number;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => new(_now, TimeSpan.Zero);

    public override long GetTimestamp() => _now;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var alarm = new Alarm(this, callback, state);
        alarm.Change(dueTime, period);
        return alarm;
    }

    /// <summary>Does something after a while.</summary>
    public void After(TimeSpan wait, Action action) => CreateTimer(_ => action(), null, wait, Timeout.InfiniteTimeSpan);

    /// <summary>Runs a piece of a history with everything that it awaits on this thread.</summary>
    public void Run(Action action)
    {
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(_turns);
        try
        {
            action();
            _turns.Drain();
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
    }

    /// <summary>Lets time pass, alarm after alarm, each with all that follows from it.</summary>
    public void Pass(TimeSpan time)
    {
        var end = _now + time.Ticks;
        while (_alarms.TryPeek(out var alarm, out var due) && due.At <= end)
        {
            _alarms.Dequeue();
            if (alarm.Due != due) continue;
            _now = Math.Max(_now, due.At);
            Run(alarm.Ring);
        }
        _now = end;
    }

    private sealed class Turns : SynchronizationContext
    {
        private readonly Queue<(SendOrPostCallback Callback, object? State)> _waiting = [];

        public override void Post(SendOrPostCallback d, object? state) => _waiting.Enqueue((d, state));

        public override void Send(SendOrPostCallback d, object? state) => d(state);

        public override SynchronizationContext CreateCopy() => this;

        public void Drain()
        {
            while (_waiting.TryDequeue(out var turn)) turn.Callback(turn.State);
        }
    }

    private sealed class Alarm(VirtualTime time, TimerCallback callback, object? state) : ITimer
    {
        public (long At, long Number)? Due { get; private set; }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            Due = null;
            if (dueTime == Timeout.InfiniteTimeSpan) return true;
            Due = (time._now + dueTime.Ticks, time._number++);
            time._alarms.Enqueue(this, Due.Value);
            return true;
        }

        public void Ring()
        {
            Due = null;
            callback(state);
        }

        public void Dispose() => Due = null;

        public ValueTask DisposeAsync()
        {
            Due = null;
            return ValueTask.CompletedTask;
        }
    }
}
