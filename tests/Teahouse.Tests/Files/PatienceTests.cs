using System.Collections.Concurrent;
using Teahouse.Client;

namespace Teahouse.Tests.Files;

public sealed class PatienceTests
{
    private const int Tries = 12;

    [Fact]
    public async Task However_long_its_server_is_away_a_transfer_looks_for_it_every_second()
    {
        var (time, stop) = (new HurriedTime(), CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken));
        time.Waited += count => { if (count == Tries) stop.Cancel(); };
        using var uploader = new FileUploader(new ChatClientOptions { Server = Nowhere, Time = time, Chance = new Slowest() });

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => uploader.UploadAsync(Guid.NewGuid(), new MemoryStream([1]), stop: stop.Token));

        Assert.Equal(Tries, time.Waits.Count);
        Assert.All(time.Waits, wait => Assert.InRange(wait, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(1)));
    }

    /// <summary>Port 9 of this machine takes no connection.</summary>
    private static Uri Nowhere { get; } = new("http://127.0.0.1:9/");

    /// <summary>Waits a hundredth of what it is asked for, and notes it.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public ConcurrentQueue<TimeSpan> Waits { get; } = [];

        public event Action<int>? Waited;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Waits.Enqueue(dueTime);
            Waited?.Invoke(Waits.Count);
            return base.CreateTimer(callback, state, dueTime / 100, period);
        }
    }

    private sealed class Slowest : Random
    {
        public override double NextDouble() => 0.999;
    }
}
