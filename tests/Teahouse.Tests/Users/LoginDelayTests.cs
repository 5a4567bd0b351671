using System.Net;
using Teahouse.Protocol;
using Teahouse.Server.Users;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Users;

[Collection(nameof(Alone))]
public sealed class LoginDelayTests
{
    private static readonly IPAddress Home = IPAddress.Parse("192.168.1.20");
    private static readonly IPAddress Elsewhere = IPAddress.Parse("192.168.1.21");

    private readonly HandClock _clock = new();
    private readonly LoginDelay _delay;

    public LoginDelayTests() => _delay = new LoginDelay(_clock);

    [Fact]
    public void The_delay_grows_from_the_fifth_failure_on_and_has_an_end()
    {
        for (var i = 0; i < LoginDelay.Free; i++) Assert.Null(Try("ada", Home));
        var delays = new List<double>();
        for (var i = 0; i < 12; i++)
        {
            var wait = Try("ada", Home)!.Value;
            delays.Add(wait.TotalSeconds);
            _clock.Pass(wait - TimeSpan.FromMilliseconds(1));
            Assert.NotNull(Try("ada", Home));
            _clock.Pass(TimeSpan.FromMilliseconds(1));
            Assert.Null(Try("ada", Home));
        }
        Assert.Equal([1, 2, 4, 8, 16, 32, 64, 128, 256, 300, 300, 300], delays);
        _clock.Pass(TimeSpan.FromMinutes(16));
        for (var i = 0; i < LoginDelay.Free; i++) Assert.Null(Try("ada", Home));
    }

    [Fact]
    public void Another_address_and_another_account_are_not_delayed()
    {
        for (var i = 0; i < LoginDelay.Free; i++) Assert.Null(Try("ada", Home));
        Assert.NotNull(Try("ada", Home));
        Assert.Null(Try("ada", Elsewhere));
        Assert.Null(Try("linus", Home));
    }

    [Fact]
    public void A_right_password_forgives_and_a_try_that_was_not_checked_does_not_count()
    {
        for (var i = 0; i < LoginDelay.Free - 1; i++) Assert.Null(Try("ada", Home));
        for (var i = 0; i < 10; i++)
        {
            Assert.Null(Try("ada", Home));
            _delay.Refund("ada", Home);
        }
        Assert.Null(Try("ada", Home));
        Assert.NotNull(Try("ada", Home));
        _delay.Forgive("ada", Home);
        for (var i = 0; i < LoginDelay.Free; i++) Assert.Null(Try("ada", Home));
    }

    [Fact]
    public void A_million_made_up_names_take_no_more_room_than_ten_thousand()
    {
        for (var i = 0; i < 20_000; i++) Assert.Null(Try($"nobody{i}", Home));
        var before = GC.GetAllocatedBytesForCurrentThread();
        var held = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < 1_000_000; i++) Assert.Null(Try($"somebody{i}", Home));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before > 10_000_000);
        Assert.InRange(GC.GetTotalMemory(forceFullCollection: true) - held, long.MinValue, 20_000_000);
    }

    private TimeSpan? Try(string name, IPAddress address)
    {
        try
        {
            _delay.Charge(name, address);
            return null;
        }
        catch (ChatException refused) when (refused.Code == ErrorCode.LoginDelayed)
        {
            return refused.RetryAfter;
        }
    }

    private sealed class HandClock : TimeProvider
    {
        private long _now;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => _now;

        public void Pass(TimeSpan time) => _now += time.Ticks;
    }
}
