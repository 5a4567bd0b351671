using System.Collections.Concurrent;

namespace Teahouse.Server.Files;

/// <summary>
/// Brings files on their way to the disk: now and then while they arrive, so that a machine that goes down loses little, and all of one
/// before the server alone answers for it (decision 33).
/// </summary>
internal sealed class SpoolFlushes(Spool spool, ChatOptions options, TimeProvider time) : IDisposable
{
    private const int AtOnce = 2;

    private readonly ConcurrentDictionary<Guid, Flush> _last = [];
    private readonly SemaphoreSlim _turns = new(AtOnce);

    /// <summary>Begins the next flush of a file that arrives, when the last one is a while ago.</summary>
    /// <param name="id">The transfer; one request at a time writes its bytes.</param>
    /// <param name="written">Bytes from its beginning that are written and will not be written again.</param>
    /// <returns>How many of them are on the disk for sure, as far as this run of the server knows.</returns>
    /// <exception cref="LostBytesException">The disk failed.</exception>
    public long Wrote(Guid id, long written)
    {
        var last = _last.GetOrAdd(id, _ => new Flush(Task.CompletedTask, 0, 0, time.GetTimestamp()));
        if (last.Work.IsFaulted) throw Lost(id, last.From);
        if (!last.Work.IsCompleted) return last.From;
        if (time.GetElapsedTime(last.At) >= options.FileFlush) _last[id] = new Flush(Run(id), last.To, written, time.GetTimestamp());
        return last.To;
    }

    /// <summary>Brings all of a file to the disk.</summary>
    /// <exception cref="LostBytesException">The disk failed.</exception>
    public async Task All(Guid id)
    {
        var last = _last.GetValueOrDefault(id);
        try
        {
            if (last is not null) await last.Work;
            await Run(id);
        }
        catch (IOException)
        {
            throw Lost(id, last?.From ?? 0);
        }
    }

    /// <summary>Forgets a file that is done with.</summary>
    public void Forget(Guid id) => _last.TryRemove(id, out _);

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    // A flush holds its thread until the disk answers, for seconds; those of the pool are chat's.
    private async Task Run(Guid id)
    {
        await _turns.WaitAsync();
        try
        {
            await Task.Factory.StartNew(
                () => spool.Flush(id), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            _turns.Release();
        }
    }

    private LostBytesException Lost(Guid id, long left)
    {
        Forget(id);
        return new LostBytesException(left);
    }

    /// <param name="Work">The flush.</param>
    /// <param name="From">The bytes that were on the disk before it.</param>
    /// <param name="To">Those that are after it.</param>
    /// <param name="At">When it began.</param>
    private sealed record Flush(Task Work, long From, long To, long At);
}

/// <summary>The disk failed to take bytes; trying again would be answered with a success that says nothing.</summary>
/// <param name="left">Bytes from the file's beginning that are on the disk for sure.</param>
internal sealed class LostBytesException(long left) : IOException("The disk did not take bytes of a file on its way.")
{
    /// <summary>Bytes from the file's beginning that are on the disk for sure.</summary>
    public long Left { get; } = left;
}
