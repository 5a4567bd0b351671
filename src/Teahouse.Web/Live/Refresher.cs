namespace Teahouse.Web.Live;

/// <summary>Refreshes at most once in a short while: the first time at once, what comes too soon afterwards together.</summary>
public sealed class Refresher(TimeProvider time, Action refresh)
{
    private static readonly TimeSpan Gap = TimeSpan.FromMilliseconds(50);
    private long _last;
    private bool _pending;
    private bool _stopped;

    public void Ask()
    {
        if (_pending || _stopped) return;
        var since = _last == 0 ? Gap : time.GetElapsedTime(_last);
        if (since >= Gap)
        {
            Now();
            return;
        }
        _pending = true;
        _ = LaterAsync(Gap - since);
    }

    /// <summary>Refreshes at once, for what the user has just done.</summary>
    public void Now()
    {
        if (_stopped) return;
        _pending = false;
        _last = time.GetTimestamp();
        refresh();
        // Once more, so that the page has its breath also where drawing takes long.
        _last = time.GetTimestamp();
    }

    /// <summary>Refreshes at once when that was asked for and waits.</summary>
    public void Flush()
    {
        if (_pending) Now();
    }

    public void Stop() => _stopped = true;

    private async Task LaterAsync(TimeSpan wait)
    {
        await Task.Delay(wait, time);
        if (_pending) Now();
    }
}
