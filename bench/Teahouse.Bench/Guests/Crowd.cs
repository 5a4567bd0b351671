using System.Diagnostics;
using Teahouse.Bench.Serve;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Bench.Guests;

/// <summary>How many, and what they do.</summary>
/// <param name="Guests">How many people, an even number: the first talks with the second, the third with the fourth.</param>
/// <param name="Windows">How many windows each has open.</param>
/// <param name="Rate">Messages a second that all say together.</param>
/// <param name="PublicEvery">Every so-many-th of them goes to the public room, the others to private conversations.</param>
internal sealed record CrowdSize(int Guests, int Windows, int Rate, int PublicEvery = 10)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Guests * Windows} windows, {Guests / 2 + 1} conversations, {Rate} messages/s";

    /// <summary>200 windows in 21 conversations at 200 messages a second.</summary>
    public static readonly CrowdSize Full = new(40, 5, 200);

    /// <summary>Windows that come at the end and only look.</summary>
    public static readonly CrowdSize Fresh = new(4, 1, 0);

    /// <summary>A few, for the tests of every day.</summary>
    public static readonly CrowdSize Few = new(8, 2, 60);
}

/// <summary>Many people who talk, each in several windows, over the real client library.</summary>
internal sealed class Crowd : IAsyncDisposable
{
    private readonly CrowdSize _size;
    private readonly CrowdWindow[] _windows;

    private Crowd(CrowdSize size, CrowdWindow[] windows) => (_size, _windows) = (size, windows);

    /// <summary>The windows, those of one person side by side.</summary>
    public IReadOnlyList<CrowdWindow> Windows => _windows;

    /// <summary>Makes the windows; nobody comes in yet.</summary>
    /// <param name="size">How many.</param>
    /// <param name="guests">Their accounts; as many as are needed are taken.</param>
    /// <param name="entrance">Where they come in.</param>
    public static Crowd Gather(CrowdSize size, IEnumerable<GuestPass> guests, Entrance entrance) => new(size,
    [
        .. guests.Take(size.Guests).SelectMany(guest => Enumerable.Repeat(guest, size.Windows))
            .Select((guest, number) => new CrowdWindow(guest, number, entrance)),
    ]);

    /// <summary>Lets everybody in, and makes the private conversations.</summary>
    public async Task Enter()
    {
        foreach (var some in _windows.Chunk(50))
        {
            await Task.WhenAll(some.Select(window => window.Start()));
            await Until(() => some.All(window => window.Client.Link.IsOnline), TimeSpan.FromSeconds(60), "everybody is online");
        }
        await Pair();
    }

    /// <summary>They talk and read, whatever happens to the connections, until the result is disposed of.</summary>
    /// <param name="first">The first window that does; those before only listen.</param>
    public IAsyncDisposable Talk(int first = 0) => new Conversation(this, first);

    /// <summary>Some pairs pass files to each other as well, until all results are disposed of.</summary>
    /// <param name="journals">The folder of the journals.</param>
    public IEnumerable<FilePassing> PassFiles(string journals) => _windows.Chunk(2 * _size.Windows).Take(4)
        .Select(pair => new FilePassing(pair[0], pair[_size.Windows], journals));

    /// <summary>Waits until everybody is online and has nothing left to send.</summary>
    /// <returns>Whether that came in time.</returns>
    public async Task<bool> Sent(TimeSpan patience)
    {
        for (var clock = Stopwatch.StartNew(); clock.Elapsed < patience; await Task.Delay(50))
        {
            if (_windows.All(window => window.HasSentAll)) return true;
        }
        return false;
    }

    /// <summary>Waits until everybody has everything, as the server says it stands.</summary>
    /// <returns>How long it took; null when it did not happen in time.</returns>
    public async Task<TimeSpan?> Settle(TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        while (clock.Elapsed < patience)
        {
            if (await IsSettled()) return clock.Elapsed;
            await Task.Delay(50);
        }
        return null;
    }

    /// <summary>Notes how every window shows its conversations, when all is over.</summary>
    public void WriteStates()
    {
        foreach (var window in _windows) window.WriteState();
    }

    public async ValueTask DisposeAsync() => await Task.WhenAll(_windows.Select(window => window.DisposeAsync().AsTask()));

    internal static async Task Until(Func<bool> condition, TimeSpan patience, string what)
    {
        for (var clock = Stopwatch.StartNew(); !condition(); await Task.Delay(20))
        {
            if (clock.Elapsed > patience) throw new TimeoutException($"Not within {patience.TotalSeconds} s: {what}.");
        }
    }

    private async Task Pair()
    {
        var first = _windows.Where((_, number) => number % (2 * _size.Windows) == 0).ToArray();
        await Task.WhenAll(first.Select((window, pair) => window.Client.OpenAsync(_windows[(2 * pair + 1) * _size.Windows].Guest.Id)));
        await Until(() => _windows.All(window => window.Client.Rooms.Count >= 2), TimeSpan.FromSeconds(60), "everybody has both rooms");
    }

    private async Task Act(int number, int first)
    {
        var window = _windows[Random.Shared.Next(first, _windows.Length)];
        var rooms = window.Client.Rooms;
        if (rooms.Count == 0) return;
        await window.Say(number % _size.PublicEvery == 0 ? rooms[0] : rooms[^1]);
        var read = rooms[Random.Shared.Next(rooms.Count)];
        read.MarkRead(read.Timeline.LastSeq - Random.Shared.Next(5));
    }

    private sealed class Conversation : IAsyncDisposable
    {
        private readonly CancellationTokenSource _enough = new();
        private readonly Task _talking;

        public Conversation(Crowd crowd, int first) => _talking = Talk(crowd, first);

        public async ValueTask DisposeAsync()
        {
            await _enough.CancelAsync();
            await _talking;
            _enough.Dispose();
        }

        private async Task Talk(Crowd crowd, int first)
        {
            using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(10));
            var clock = Stopwatch.StartNew();
            for (var said = 0; !_enough.IsCancellationRequested; await tick.WaitForNextTickAsync())
            {
                for (; said < clock.Elapsed.TotalSeconds * crowd._size.Rate; said++) _ = crowd.Act(said, first);
            }
        }
    }

    private async Task<bool> IsSettled()
    {
        try
        {
            foreach (var mine in _windows.GroupBy(window => window.Guest.Id))
            {
                var state = await mine.First().Client.Calls.GetConversations();
                if (!mine.All(window => window.IsSettled(state))) return false;
            }
            return true;
        }
        catch (Exception e) when (e is LinkException or ChatException)
        {
            return false;
        }
    }
}
