namespace Teahouse.Bench.Disk;

/// <summary>A file as the disk really has it: what was synced, and what still waits in the system's memory and may be lost.</summary>
internal sealed class DurableFile(byte[]? found)
{
    private const int Sector = 512;

    private readonly List<DiskEntry> _waiting = [];
    private byte[] _bytes = found ?? [];
    private int _length = found?.Length ?? 0;

    /// <summary>Whether there is such a file at all.</summary>
    public bool Exists { get; private set; } = found is not null;

    /// <summary>Its content.</summary>
    public ReadOnlySpan<byte> Content => _bytes.AsSpan(0, _length);

    /// <summary>Where that ends which was written since the file was begun anew: for a WAL, all that is valid in it.</summary>
    public long End { get; private set; } = found?.Length ?? 0;

    /// <summary>How many changes a loss of power can take away.</summary>
    public int Waiting => _waiting.Count;

    /// <summary>Takes a change. Only a sync makes durable what came before it, and only of this file.</summary>
    public void Take(DiskEntry entry)
    {
        switch (entry.Change)
        {
            case DiskChange.Sync:
                foreach (var change in _waiting) Apply(change);
                _waiting.Clear();
                Exists = true;
                break;
            case DiskChange.SyncFailed:
                // The system gives up on what it could not write, and calls the next sync a success.
                _waiting.Clear();
                break;
            default:
                _waiting.Add(entry);
                break;
        }
    }

    /// <summary>The names in the folder are durable: what was deleted stays so.</summary>
    public void SyncFolder()
    {
        var deleted = _waiting.FindLastIndex(change => change.Change is DiskChange.Delete);
        if (deleted < 0) return;
        Apply(_waiting[deleted]);
        _waiting.RemoveRange(0, deleted + 1);
    }

    /// <summary>The power goes: of what waits, a random part got onto the disk, some of it torn within a write.</summary>
    /// <param name="chance">What decides.</param>
    /// <param name="share">How much of it gets there; 0 for nothing.</param>
    public void LosePower(Random chance, double share)
    {
        foreach (var change in _waiting)
        {
            var arrives = chance.NextDouble() < share;
            // What follows belongs to a new file of the same name, which is not there while the old one is.
            if (change.Change is DiskChange.Delete && !arrives) break;
            if (change.Change is not DiskChange.Write) ApplyIf(arrives, change);
            else if (chance.Next(3) == 0 && share > 0) Tear(change, chance);
            else ApplyIf(arrives, change);
        }
        _waiting.Clear();
    }

    private void ApplyIf(bool arrives, DiskEntry change)
    {
        if (arrives) Apply(change);
    }

    /// <summary>Each sector arrives or not, by itself.</summary>
    private void Tear(DiskEntry write, Random chance)
    {
        for (var at = 0; at < write.Bytes.Length;)
        {
            var next = Math.Min(write.Bytes.Length, at + Sector - (int)((write.Offset + at) % Sector));
            if (chance.Next(2) == 0) Apply(write with { Offset = write.Offset + at, Bytes = write.Bytes[at..next] });
            at = next;
        }
    }

    private void Apply(DiskEntry change)
    {
        switch (change.Change)
        {
            case DiskChange.Write:
                Exists = true;
                var end = (int)change.Offset + change.Bytes.Length;
                if (end > _bytes.Length) Array.Resize(ref _bytes, Math.Max(end, 2 * _bytes.Length));
                if (change.Offset > _length) Array.Clear(_bytes, _length, (int)change.Offset - _length);
                change.Bytes.CopyTo(_bytes, change.Offset);
                _length = Math.Max(_length, end);
                End = change.Offset == 0 ? end : Math.Max(End, end);
                break;
            case DiskChange.Truncate:
                _length = (int)Math.Min(_length, change.Offset);
                End = Math.Min(End, _length);
                break;
            default:
                (Exists, _length, End) = (false, 0, 0);
                break;
        }
    }
}
