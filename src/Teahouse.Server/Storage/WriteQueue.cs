namespace Teahouse.Server.Storage;

/// <summary>
/// The writes that wait for the one writer. It sleeps when there are none: what a <c>BlockingCollection</c> spins before each sleep costs
/// more than a write.
/// </summary>
internal sealed class WriteQueue
{
    private readonly Queue<WriteJob> _waiting = [];
    private bool _isClosed;

    /// <summary>Adds a write.</summary>
    /// <exception cref="InvalidOperationException">It is closed.</exception>
    public void Add(WriteJob job)
    {
        lock (_waiting)
        {
            if (_isClosed) throw new InvalidOperationException("The writer has ended.");
            _waiting.Enqueue(job);
            Monitor.Pulse(_waiting);
        }
    }

    /// <summary>Waits for the next writes, and moves them.</summary>
    /// <param name="group">Where they go; what it held is dropped.</param>
    /// <param name="most">So many at most.</param>
    /// <returns>False when it is closed and nothing waits any more.</returns>
    public bool Take(List<WriteJob> group, int most)
    {
        group.Clear();
        lock (_waiting)
        {
            while (_waiting.Count == 0 && !_isClosed) Monitor.Wait(_waiting);
            while (group.Count < most && _waiting.TryDequeue(out var next)) group.Add(next);
        }
        return group.Count > 0;
    }

    /// <summary>Takes no more writes; those that wait are still given out.</summary>
    public void Close()
    {
        lock (_waiting)
        {
            _isClosed = true;
            Monitor.Pulse(_waiting);
        }
    }
}
