
namespace Teahouse.Client;

/// <summary>
/// Finds what was missed without a gap: compares the server's sum of heads with ours, and asks for the heads when they differ.
/// </summary>
internal sealed class HeadCheck(Session session, RoomList rooms, Action changed)
{
    /// <summary>The events that make up the difference are usually on their way.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    /// <summary>In a busy room no sum ever agrees; after so many the heads are asked for all the same.</summary>
    private const int MostMisses = 4;

    private long? _awaited;
    private int _misses;
    private bool _asking;
    private bool _again;

    /// <summary>A new connection: nothing is known of its sums.</summary>
    public void Restart()
    {
        lock (session.Gate) (_awaited, _misses) = (null, 0);
    }

    /// <summary>Takes the heartbeat's sum.</summary>
    public void Compare(long sum)
    {
        lock (session.Gate)
        {
            if (rooms.Sum() == sum)
            {
                (_awaited, _misses) = (null, 0);
                return;
            }
            _awaited = sum;
            _misses++;
        }
        session.Background(() => WaitAsync(sum));
    }

    /// <summary>Events were applied; the sum may agree now.</summary>
    public void Moved()
    {
        lock (session.Gate)
        {
            if (_awaited is { } sum && rooms.Sum() == sum) (_awaited, _misses) = (null, 0);
        }
    }

    /// <summary>Asks for the state of all conversations, in the background; one question at a time.</summary>
    public void Ask()
    {
        lock (session.Gate)
        {
            _again = _asking;
            if (_asking) return;
            _asking = true;
        }
        session.Background(AskAsync);
    }

    private async Task WaitAsync(long sum)
    {
        await session.Connection.WaitAsync(Patience);
        lock (session.Gate)
        {
            if (_awaited != sum) return;
            // Heads only grow, so a higher sum has probably passed this one; a lower one has missed something.
            if (rooms.Sum() > sum && _misses < MostMisses) return;
            (_awaited, _misses) = (null, 0);
        }
        Ask();
    }

    private async Task AskAsync()
    {
        try
        {
            do
            {
                lock (session.Gate) _again = false;
                var welcomes = 0;
                var states = await session.AskAsync(s =>
                {
                    lock (session.Gate) welcomes = session.Welcomes;
                    return s.GetConversations();
                });
                // A welcome since then said the same, and perhaps of another log.
                if (welcomes != session.Welcomes) continue;
                foreach (var state in states) rooms.Ensure(state);
                changed();
            }
            while (Again());
        }
        catch
        {
            lock (session.Gate) _asking = false;
            throw;
        }
    }

    /// <summary>Whether to ask once more. If not, that is noted in the same breath, so that two questions are never under way.</summary>
    private bool Again()
    {
        lock (session.Gate)
        {
            if (!_again) _asking = false;
            return _again;
        }
    }
}
