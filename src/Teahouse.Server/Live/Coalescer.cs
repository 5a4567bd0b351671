namespace Teahouse.Server.Live;

/// <summary>Runs an action a while after the first of several requests: nothing runs when nothing happens.</summary>
/// <param name="delay">How long further requests gather.</param>
/// <param name="action">What to run.</param>
/// <param name="time">The clock.</param>
public sealed class Coalescer(TimeSpan delay, Func<Task> action, TimeProvider time)
{
    private int _scheduled;

    /// <summary>Asks for a run; returns at once.</summary>
    public void Poke()
    {
        if (Interlocked.Exchange(ref _scheduled, 1) == 0) _ = Run();
    }

    private async Task Run()
    {
        await Task.Delay(delay, time);
        Interlocked.Exchange(ref _scheduled, 0);
        await action();
    }
}
