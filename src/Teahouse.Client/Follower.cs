using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Brings one timeline up to its head: fetches what is missing, or begins anew with the newest page when too much is.</summary>
internal sealed class Follower(Session session, Room room)
{
    /// <summary>What comes out of order usually comes at once; only then is it fetched.</summary>
    public static readonly TimeSpan GapWait = TimeSpan.FromMilliseconds(200);

    /// <summary>With more events missing than this, nobody will read them one after the other.</summary>
    private const int TooFar = 1_000;

    private bool _running;

    /// <summary>Fetches, in the background, until the timeline stands at the head; does nothing when it does already.</summary>
    public void Follow(TimeSpan wait)
    {
        lock (session.Gate)
        {
            if (_running || room.Timeline.LastSeq >= room.Head) return;
            _running = true;
        }
        session.Background(() => RunAsync(wait));
    }

    private async Task RunAsync(TimeSpan wait)
    {
        try
        {
            if (wait > TimeSpan.Zero) await session.Connection.WaitAsync(wait);
            while (Missing() is > 0 and var missing)
            {
                if (missing > TooFar && room.Timeline.Verified) await ReloadAsync();
                else await FetchAsync();
            }
        }
        finally
        {
            lock (session.Gate) _running = false;
        }
        // Something may have been heard of between the last look and the line above.
        if (Missing() > 0) Follow(TimeSpan.Zero);
    }

    private long Missing()
    {
        lock (session.Gate) return room.Head - room.Timeline.LastSeq;
    }

    /// <summary>Fetches the page that follows, and verifies with it what stands here while that is to be done.</summary>
    public async Task FetchAsync()
    {
        PageStamp stamp = default;
        var page = await session.AskAsync(s =>
        {
            ReadAfter query;
            lock (session.Gate)
            {
                stamp = room.Stamp;
                var last = room.Timeline.LastSeq;
                query = new ReadAfter(room.Id, room.Timeline.Verified ? last : last - 1, Limits.PageEvents);
            }
            return s.ReadAfter(query);
        });
        room.TakeNext(page, stamp);
    }

    private async Task ReloadAsync()
    {
        PageStamp stamp = default;
        var page = await session.AskAsync(s =>
        {
            lock (session.Gate) stamp = room.Stamp;
            return s.ReadBefore(new ReadBefore(room.Id, Limits.Newest, Limits.PageEvents));
        });
        room.TakeNewest(page, stamp);
    }
}
