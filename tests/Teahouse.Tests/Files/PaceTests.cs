using Teahouse.Protocol;
using Teahouse.Server.Files;
using Teahouse.Server.Live;
using Teahouse.Tests.Client.Simulation;

namespace Teahouse.Tests.Files;

public sealed class PaceTests
{
    private const int Piece = 256 * 1024;

    private static readonly TimeSpan PerPiece = TimeSpan.FromMilliseconds(1);

    private readonly VirtualTime _time = new();
    private readonly DeliveryLag _lag;
    private readonly TransferPace _pace;
    private long _moved;

    public PaceTests()
    {
        _lag = new DeliveryLag(_time);
        _pace = new TransferPace(_lag, _time);
        _time.Run(() => _ = Move());
    }

    [Fact]
    public void Files_move_as_quickly_as_they_can_while_what_is_said_comes_in_time()
    {
        Assert.InRange(Within(1000, lagMs: 40), 990 * Piece, 1010 * Piece);
    }

    [Fact]
    public void They_move_more_slowly_while_what_is_said_comes_late_and_never_stand_still()
    {
        var before = Within(1000, lagMs: 0);
        var beside = Within(10_000, lagMs: 300) / 10;

        Assert.InRange(beside, before / 20, before / 10);
    }

    [Fact]
    public void When_it_comes_in_time_again_they_get_quicker_until_nothing_holds_them()
    {
        Within(10_000, lagMs: 300);
        var (first, second) = (Within(1000, lagMs: 0), Within(1000, lagMs: 0));
        Within(10_000, lagMs: 0);

        Assert.True(second > first * 1.2, $"{first}, {second}");
        Assert.InRange(Within(1000, lagMs: 0), 990 * Piece, 1010 * Piece);
    }

    [Theory]
    [InlineData(0, 990, 1010)]
    [InlineData(10, 990, 1010)]
    [InlineData(40, 250, 400)]
    public void After_a_while_without_files_the_next_one_begins_with_care_only_where_much_is_said(int lagMs, int least, int most)
    {
        _moved = -1;
        Within(10_000, lagMs);
        _moved = 0;
        _time.Run(() => _ = Move());

        Assert.InRange(Within(1000, lagMs), least * Piece, most * Piece);
    }

    [Fact]
    public void What_came_late_long_before_a_file_holds_it_not()
    {
        _moved = -1;
        Within(1000, lagMs: 40);
        Within(10_000, lagMs: 0);
        _moved = 0;
        _time.Run(() => _ = Move());

        Assert.InRange(Within(1000, lagMs: 0), 990 * Piece, 1010 * Piece);
    }

    [Fact]
    public async Task What_files_themselves_have_to_tell_holds_no_file()
    {
        var time = TimeProvider.System;
        var lag = new DeliveryLag(time);
        using var feed = new RoomFeed(new CheckedJsonProtocol(Wire.Strict), lag, time);
        var seconds = time.TimestampFrequency;
        feed.Publish(1, Told(1, new FileAccepted(Guid.NewGuid())), time.GetTimestamp() - (50 * seconds));
        feed.Publish(1, Told(2, new TextMessage("你好")), time.GetTimestamp() - seconds);
        await feed.StartAsync(CancellationToken.None);

        var worst = TimeSpan.Zero;
        for (var look = 0; look < 2000 && worst == TimeSpan.Zero; look++)
        {
            await Task.Delay(5);
            worst = lag.TakeWorst();
        }
        await feed.StopAsync(CancellationToken.None);

        Assert.InRange(worst, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(40));
    }

    private static Event Told(long seq, EventBody body) => new(seq, seq, 0, 1, "ada", null, body);

    /// <summary>Moves pieces that take a while each, until it is stopped by a negative count.</summary>
    private async Task Move()
    {
        while (_moved >= 0)
        {
            await _pace.Take(Piece, CancellationToken.None);
            await Task.Delay(PerPiece, _time);
            if (_moved >= 0) _moved += Piece;
        }
    }

    /// <summary>The bytes that move within a time in which somebody says something twenty times a second.</summary>
    private long Within(int milliseconds, int lagMs)
    {
        var before = _moved;
        for (var passed = 0; passed < milliseconds; passed += 50)
        {
            _lag.Note(TimeSpan.FromMilliseconds(lagMs));
            _time.Pass(TimeSpan.FromMilliseconds(50));
        }
        return _moved - before;
    }
}
