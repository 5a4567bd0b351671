namespace Teahouse.Bench.Network;

/// <summary>What happens to bytes on their way.</summary>
internal enum Storm
{
    /// <summary>Nothing: they arrive.</summary>
    None,

    /// <summary>Nothing comes through, either way, and nothing says so; what was sent arrives when it is over, as with TCP.</summary>
    Silence,

    /// <summary>As <see cref="Silence"/>, only on the way to the server.</summary>
    SilenceUp,

    /// <summary>As <see cref="Silence"/>, only on the way from the server.</summary>
    SilenceDown,

    /// <summary>Every chunk takes up to 400 ms.</summary>
    Delay,

    /// <summary>Now and then two chunks change places.</summary>
    Reorder,

    /// <summary>Now and then a bit flips.</summary>
    Flip,

    /// <summary>Now and then a chunk loses its end, and half of these connections break there.</summary>
    Truncate,
}

/// <summary>The weather on many cables: fair, until a storm is let loose.</summary>
internal sealed class Weather
{
    private const int EveryChunk = 20;

    private readonly Lock _gate = new();
    private TaskCompletionSource _cleared = new();
    private Storm _storm;
    private int _harmed;

    /// <summary>How many chunks it has harmed.</summary>
    public int Harmed => Volatile.Read(ref _harmed);

    /// <summary>Begins a storm, or ends it.</summary>
    public void Become(Storm storm)
    {
        TaskCompletionSource cleared;
        lock (_gate)
        {
            (_storm, cleared) = (storm, _cleared);
            _cleared = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
        cleared.SetResult();
    }

    /// <summary>For <see cref="Cable"/>.</summary>
    public Passage On(Way way)
    {
        byte[]? held = null;
        return async (chunk, handOn) =>
        {
            if (held is { } late)
            {
                held = null;
                await handOn(chunk);
                await handOn(late);
                return;
            }
            var (storm, cleared) = Look();
            switch (storm)
            {
                case Storm.Silence or Storm.SilenceUp when way == Way.Up:
                case Storm.Silence or Storm.SilenceDown when way == Way.Down:
                    Harm();
                    await cleared;
                    break;
                case Storm.Delay:
                    Harm();
                    await Task.Delay(Random.Shared.Next(400));
                    break;
                case Storm.Reorder when Strikes():
                    held = chunk.ToArray();
                    return;
                case Storm.Flip when Strikes():
                    chunk.Span[Random.Shared.Next(chunk.Length)] ^= (byte)(1 << Random.Shared.Next(8));
                    break;
                case Storm.Truncate when Strikes():
                    await handOn(chunk[..Random.Shared.Next(chunk.Length)]);
                    if (Random.Shared.Next(2) == 0) throw new IOException("The cable broke.");
                    return;
            }
            await handOn(chunk);
        };
    }

    private (Storm Storm, Task Cleared) Look()
    {
        lock (_gate) return (_storm, _cleared.Task);
    }

    private bool Strikes()
    {
        if (Random.Shared.Next(EveryChunk) != 0) return false;
        Harm();
        return true;
    }

    private void Harm() => Interlocked.Increment(ref _harmed);
}
