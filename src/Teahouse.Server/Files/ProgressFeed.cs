using System.Collections.Concurrent;
using Teahouse.Protocol;
using Teahouse.Server.Live;

namespace Teahouse.Server.Files;

/// <summary>Tells both sides' windows how far a transfer has come: a few times a second, the last value, and once at its end.</summary>
internal sealed class ProgressFeed(Connections connections, TimeProvider time)
{
    private static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(200);

    private readonly ConcurrentDictionary<Guid, Line> _lines = [];

    /// <summary>A whole chunk has come.</summary>
    public void Received(Transfer transfer, long received)
    {
        var line = LineOf(transfer);
        Interlocked.Exchange(ref line.Received, received);
        line.Telling.Poke();
    }

    /// <summary>Bytes were handed over, up to this offset.</summary>
    public void Handed(Transfer transfer, long handed)
    {
        var line = LineOf(transfer);
        Interlocked.Exchange(ref line.Handed, handed);
        line.Telling.Poke();
    }

    /// <summary>Bytes of a running transfer that were handed over, as far as this process knows.</summary>
    public long HandedOf(Guid fileId) => _lines.TryGetValue(fileId, out var line) ? Interlocked.Read(ref line.Handed) : 0;

    /// <summary>The transfer has ended; nothing further is told.</summary>
    /// <param name="transfer">The transfer.</param>
    /// <param name="whole">Whether everything came and was handed over.</param>
    public void Ended(Transfer transfer, bool whole)
    {
        var line = LineOf(transfer);
        if (whole) line.Received = line.Handed = transfer.Size;
        _lines.TryRemove(transfer.Id, out _);
        Tell(line);
    }

    private Line LineOf(Transfer transfer) => _lines.GetOrAdd(transfer.Id, _ =>
    {
        var line = new Line(transfer) { Received = transfer.Received };
        line.Telling = new Coalescer(Pace, () => Tell(line), time);
        return line;
    });

    private Task Tell(Line line)
    {
        var (id, conversation) = (line.Transfer.Id, line.Transfer.ConversationId);
        var message = ClientEvents.TransferProgress(new TransferProgress(
            id, conversation, Interlocked.Read(ref line.Received), Interlocked.Read(ref line.Handed)));
        connections.Tell(line.Transfer.SenderId, $"transfer:{id}", message);
        connections.Tell(line.Transfer.ReceiverId, $"transfer:{id}", message);
        return Task.CompletedTask;
    }

    private sealed class Line(Transfer transfer)
    {
        public long Received;
        public long Handed;

        public Transfer Transfer { get; } = transfer;

        public Coalescer Telling { get; set; } = null!;
    }
}
