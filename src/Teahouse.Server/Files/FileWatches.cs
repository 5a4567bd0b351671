using System.Threading.Channels;

namespace Teahouse.Server.Files;

/// <summary>Wakes the requests that work on a transfer when it changes. Only a hint: they read the database again.</summary>
internal sealed class FileWatches
{
    private readonly Dictionary<Guid, List<FileWatch>> _watches = [];

    /// <summary>Watches a transfer from now on.</summary>
    /// <param name="fileId">The transfer.</param>
    /// <param name="reads">Whether it is watched by whoever takes its bytes.</param>
    public FileWatch Watch(Guid fileId, bool reads = false)
    {
        var watch = new FileWatch(this, fileId, reads);
        lock (_watches)
        {
            if (!_watches.TryGetValue(fileId, out var others)) _watches[fileId] = others = [];
            others.Add(watch);
        }
        return watch;
    }

    /// <summary>Says that there is something to read anew.</summary>
    public void Changed(Guid fileId)
    {
        foreach (var watch in Of(fileId)) watch.Wake();
    }

    /// <summary>Says that the transfer will never be whole: whoever works on it stops at once.</summary>
    public void Broken(Guid fileId)
    {
        foreach (var watch in Of(fileId)) watch.Break();
    }

    /// <summary>Whether a request works on a transfer.</summary>
    public bool IsWatched(Guid fileId) => Of(fileId).Length > 0;

    /// <summary>Whether a request takes a transfer's bytes.</summary>
    public bool IsRead(Guid fileId) => Of(fileId).Any(watch => watch.Reads);

    internal void Remove(FileWatch watch)
    {
        lock (_watches)
        {
            var others = _watches[watch.FileId];
            others.Remove(watch);
            if (others.Count == 0) _watches.Remove(watch.FileId);
        }
        // Whoever waits for this one to take the bytes waits in vain.
        if (watch.Reads) Changed(watch.FileId);
    }

    private FileWatch[] Of(Guid fileId)
    {
        lock (_watches) return _watches.TryGetValue(fileId, out var watches) ? [.. watches] : [];
    }
}

/// <summary>One request's look at a transfer.</summary>
internal sealed class FileWatch(FileWatches watches, Guid fileId, bool reads) : IDisposable
{
    private readonly CancellationTokenSource _broken = new();
    private readonly Channel<bool> _news =
        Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite, SingleReader = true });

    public Guid FileId { get; } = fileId;

    /// <summary>Whether whoever takes the bytes watches.</summary>
    public bool Reads { get; } = reads;

    /// <summary>Ends when the transfer will never be whole.</summary>
    public CancellationToken Broken => _broken.Token;

    /// <summary>Whether there is something new since the last <see cref="Next"/>, or since the watch began.</summary>
    public bool HasNews => _news.Reader.TryPeek(out _);

    /// <summary>Waits for something new since the last call, or since the watch began.</summary>
    public async Task Next(CancellationToken stop) => await _news.Reader.ReadAsync(stop);

    internal void Wake() => _news.Writer.TryWrite(true);

    internal void Break() => _ = _broken.CancelAsync();

    /// <summary>Stops watching. The token's source is left to the collector, since a last <see cref="Break"/> may be on its way.</summary>
    public void Dispose() => watches.Remove(this);
}
