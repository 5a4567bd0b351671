using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Sends one conversation's read marks: the first at once, then at most one per <see cref="Limits.ReadMarkSeconds"/>.</summary>
internal sealed class ReadMarks(Session session, Room room)
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(Limits.ReadMarkSeconds);

    private long _told;
    private bool _running;

    /// <summary>Whether the server has our mark, so that what it says next is said with it.</summary>
    public bool Told
    {
        get
        {
            lock (session.Gate) return room.ReadSeq <= _told;
        }
    }

    /// <summary>Takes the server's mark; one of ours above it is sent.</summary>
    /// <param name="readSeq">The mark.</param>
    /// <param name="anew">True at a welcome: the server may have forgotten what it had not written yet.</param>
    public void Settle(long readSeq, bool anew)
    {
        lock (session.Gate) _told = anew ? readSeq : Math.Max(_told, readSeq);
        Send();
    }

    /// <summary>Sends the mark, in the background, now or when its turn comes.</summary>
    public void Send()
    {
        lock (session.Gate)
        {
            if (_running || Pending() is null) return;
            _running = true;
        }
        session.Background(RunAsync);
    }

    /// <summary>Sends what is not sent yet, without waiting for its turn; done when the server has it.</summary>
    public async Task FlushAsync()
    {
        if (Pending() is not null) await TellAsync();
    }

    private async Task RunAsync()
    {
        try
        {
            while (Pending() is not null)
            {
                await TellAsync();
                await session.Connection.WaitAsync(Pause);
            }
        }
        finally
        {
            lock (session.Gate) _running = false;
        }
        Send();
    }

    /// <summary>The mark that the server does not have; none while it may be of another log than the server's.</summary>
    private long? Pending()
    {
        lock (session.Gate) return room.ReadSeq > _told && room.Timeline.Verified ? room.ReadSeq : null;
    }

    private async Task TellAsync()
    {
        var welcomes = 0;
        var seq = await session.AskAsync(async s =>
        {
            // Looked at anew for each try: over a new connection the mark may be of another log.
            lock (session.Gate) welcomes = session.Welcomes;
            if (Pending() is not { } mark) return 0;
            await s.MarkRead(new MarkRead(room.Id, mark));
            return mark;
        });
        lock (session.Gate)
        {
            if (welcomes == session.Welcomes) _told = Math.Max(_told, seq);
        }
        room.MarkTold();
    }
}
