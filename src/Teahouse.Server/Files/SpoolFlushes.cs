using System.Collections.Concurrent;

namespace Teahouse.Server.Files;

/// <summary>
/// Brings files on their way to the disk: now and then while they arrive, so that a machine that goes down loses little, and all of one
/// before the server alone answers for it (decision 33).
/// </summary>
internal sealed class SpoolFlushes(Spool spool, ChatOptions options, TimeProvider time) : IDisposable
{
    private readonly ConcurrentDictionary<Guid, Flush> _last = [];

    /// <summary>Those for which a sender waits stand behind no other ones.</summary>
    private readonly SemaphoreSlim _awaited = new(2);
    private readonly SemaphoreSlim _others = new(1);

    /// <summary>Begins the next flush of a file that arrives, when the last one is a while ago.</summary>
    /// <param name="id">The transfer; one request at a time writes its bytes.</param>
    /// <param name="written">Bytes from its beginning that are written and will not be written again.</param>
    /// <returns>How many of them are on the disk for sure, as far as this run of the server knows.</returns>
    /// <exception cref="LostBytesException">The disk failed.</exception>
    public long Wrote(Guid id, long written)
    {
        var last = LastOf(id);
        if (last.Work.IsFaulted) throw new LostBytesException(last.From, last.Work.Exception.InnerException!);
        if (!last.Work.IsCompleted) return last.From;
        if (time.GetElapsedTime(last.At) >= options.FileFlush)
            _last[id] = new Flush(Run(_others, id, last.To), last.To, written, time.GetTimestamp());
        return last.To;
    }

    /// <summary>Brings all of a file to the disk.</summary>
    /// <exception cref="LostBytesException">The disk failed. It does so again until <see cref="Forget"/>, for the disk itself calls the
    /// next try a success that says nothing.</exception>
    public async Task All(Guid id)
    {
        var last = LastOf(id);
        try
        {
            await last.Work;
            _last[id] = last = new Flush(Run(_awaited, id, last.To), last.To, last.To, time.GetTimestamp());
            await last.Work;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new LostBytesException(last.From, e);
        }
    }

    /// <summary>Forgets a file that is done with, or whose lost bytes were taken back.</summary>
    public void Forget(Guid id) => _last.TryRemove(id, out _);

    /// <inheritdoc/>
    public void Dispose()
    {
        _awaited.Dispose();
        _others.Dispose();
    }

    private Flush LastOf(Guid id) => _last.GetOrAdd(id, _ => new Flush(Task.CompletedTask, 0, 0, time.GetTimestamp()));

    // A flush holds its thread until the disk answers, for seconds; those of the pool are chat's.
    private async Task Run(SemaphoreSlim turns, Guid id, long from)
    {
        await turns.WaitAsync();
        try
        {
            await Task.Factory.StartNew(
                () => spool.Flush(id, from), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        }
        finally
        {
            turns.Release();
        }
    }

    /// <param name="Work">The flush.</param>
    /// <param name="From">The bytes that were on the disk before it.</param>
    /// <param name="To">Those that are after it.</param>
    /// <param name="At">When it began.</param>
    private sealed record Flush(Task Work, long From, long To, long At);
}

/// <summary>The disk failed to take bytes; trying again would be answered with a success that says nothing.</summary>
/// <param name="left">Bytes from the file's beginning that are on the disk for sure.</param>
/// <param name="cause">What the disk said.</param>
internal sealed class LostBytesException(long left, Exception cause)
    : IOException("The disk did not take bytes of a file on its way.", cause)
{
    /// <summary>Bytes from the file's beginning that are on the disk for sure.</summary>
    public long Left { get; } = left;
}
