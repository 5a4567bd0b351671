using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Client.Simulation;

namespace Teahouse.Tests.Client;

public class TransferTests
{
    private const long Size = 100_000_000;

    private readonly ModelWorld _world = ModelWorld.Fair();

    private Room Ada => _world.Windows[0].Client.Find(2)!;

    private Room Linus => _world.Windows[2].Client.Find(2)!;

    [Fact]
    public void Both_sides_see_each_state_and_the_end()
    {
        var sent = Offer();
        var offered = Assert.Single(Linus.Transfers);
        Assert.Equal(("茶.zip", Size, false, FileState.Offered), (offered.Name, offered.Size, offered.Mine, offered.State));
        Assert.True(sent.Mine);

        Do(() => Linus.AcceptAsync(offered));
        Assert.Equal((FileState.Accepted, FileState.Accepted), (sent.State, offered.State));
        Tell(new FileStored(sent.FileId, new string('a', 64)));
        Assert.Equal((Size, 0), (offered.Received, offered.Handed));
        Assert.Equal(new string('a', 64), offered.Digest);
        Tell(new FileDone(sent.FileId));
        Assert.True(sent.IsOver && offered.IsOver && offered.Handed == Size);
    }

    [Fact]
    public void A_file_that_is_left_runs_on_the_senders_side_until_it_lies_at_the_server_and_waits_on_the_others()
    {
        var sent = Offer(leave: true);
        var offered = Assert.Single(Linus.Transfers);
        Assert.Equal((true, true, true), (sent.IsLeft, sent.TakesBytes, sent.IsRunning));
        Assert.Equal((true, false, FileState.Offered), (offered.IsLeft, offered.IsRunning, offered.State));
        for (var second = 0; second <= 3; second++) Progress(sent.FileId, second * 2_000_000L);
        Assert.InRange(sent.BytesPerSecond!.Value, 1_900_000, 2_100_000);
        Assert.Null(offered.BytesPerSecond);

        Tell(new FileLeft(sent.FileId));
        foreach (var side in (Transfer[])[sent, offered])
        {
            Assert.Equal((FileState.Offered, true, Size), (side.State, side.LiesAtServer, side.Received));
            Assert.False(side.TakesBytes || side.IsRunning || side.IsOver);
        }

        Do(() => Linus.AcceptAsync(offered));
        Tell(new FileStored(sent.FileId, new string('a', 64)));
        Assert.Equal((FileState.Stored, false, 0), (offered.State, offered.LiesAtServer, offered.Handed));
    }

    [Fact]
    public void Offers_that_lie_at_the_server_are_found_although_more_happened_since_than_fits_into_a_page()
    {
        var sent = Offer(leave: true);
        for (var i = 0; i < Limits.PageEvents + 50; i++) Tell(new TextMessage("水"));
        Tell(new FileLeft(sent.FileId));
        var late = _world.Open(2).Client;
        _world.Pass(1000);
        Assert.Empty(late.Find(2)!.Transfers);

        Do(() => late.Find(2)!.LoadOffersAsync());

        var offered = Assert.Single(late.Find(2)!.Transfers);
        Assert.Equal((true, Size, Size, "茶.zip"), (offered.LiesAtServer, offered.Size, offered.Received, offered.Name));
    }

    [Fact]
    public void Who_ended_a_transfer_is_known_on_both_sides()
    {
        var sent = Offer();
        Do(() => Linus.DeclineAsync(Linus.FindTransfer(sent.FileId)!));
        Assert.Equal((FileState.Declined, false), (sent.State, sent.EndedByMe));
        Assert.True(Linus.FindTransfer(sent.FileId)!.EndedByMe);
    }

    [Fact]
    public void Speed_and_time_left_follow_the_bytes_smoothly_and_end_with_them()
    {
        var sent = Offer();
        Do(() => Linus.AcceptAsync(Linus.FindTransfer(sent.FileId)!));
        Assert.Null(sent.BytesPerSecond);
        for (var second = 0; second <= 10; second++) Progress(sent.FileId, second * 2_000_000L);
        Assert.InRange(sent.BytesPerSecond!.Value, 1_900_000, 2_100_000);
        Assert.InRange(sent.Left!.Value.TotalSeconds, 38, 42);

        Progress(sent.FileId, 20_000_000 + 8_000_000);
        Assert.InRange(sent.BytesPerSecond!.Value, 2_500_000, 5_000_000);
        Progress(sent.FileId, 4_000_000);
        Assert.Equal(28_000_000, sent.Received);

        Do(() => Ada.CancelAsync(sent));
        Assert.Null(sent.BytesPerSecond);
        Assert.Null(sent.Left);
    }

    [Fact]
    public void Who_paused_a_transfer_is_known_on_both_sides_and_the_other_may_let_it_go_on()
    {
        var sent = Offer();
        Do(() => Linus.AcceptAsync(Linus.FindTransfer(sent.FileId)!));
        for (var second = 0; second <= 3; second++) Progress(sent.FileId, second * 2_000_000L);
        var received = Linus.FindTransfer(sent.FileId)!;

        Do(() => Ada.PauseAsync(sent));
        Assert.Equal((true, true), (sent.IsPaused, sent.PausedByMe));
        Assert.Equal((true, false), (received.IsPaused, received.PausedByMe));
        Assert.Equal((FileState.Accepted, null), (sent.State, sent.BytesPerSecond));

        Do(() => Linus.ResumeAsync(received));
        Assert.False(sent.IsPaused || received.IsPaused);
        for (var second = 20; second <= 23; second++) Progress(sent.FileId, second * 2_000_000L);
        Assert.InRange(sent.BytesPerSecond!.Value, 1_900_000, 2_100_000);
        Do(() => Linus.PauseAsync(received));
        Do(() => Ada.CancelAsync(sent));
        Assert.False(sent.IsPaused || received.IsPaused);
    }

    [Fact]
    public void A_pause_is_known_although_the_acceptance_before_it_is_loaded_later()
    {
        var sent = Offer();
        Do(() => Linus.AcceptAsync(Linus.FindTransfer(sent.FileId)!));
        for (var i = 0; i < Limits.PageEvents; i++) Tell(new TextMessage("水"));
        Tell(new FilePaused(sent.FileId));
        var late = _world.Open(2).Client;
        _world.Pass(1000);

        Do(() => late.Find(2)!.LoadAsync());
        Assert.Equal(FileState.Offered, late.Find(2)!.FindTransfer(sent.FileId)!.State);
        Do(() => late.Find(2)!.LoadOlderAsync());

        var received = late.Find(2)!.FindTransfer(sent.FileId)!;
        Assert.Equal((FileState.Accepted, true, false), (received.State, received.IsPaused, received.PausedByMe));
    }

    private Transfer Offer(bool leave = false)
    {
        Task<Transfer>? offer = null;
        Do(() => offer = Ada.OfferFileAsync("茶.zip", Size, leave: leave));
        return offer!.Result;
    }

    private void Tell(EventBody body) => Do(() =>
    {
        _world.Server.Append(2, 1, null, body);
        return Task.CompletedTask;
    });

    private void Progress(Guid fileId, long received)
    {
        Do(() =>
        {
            foreach (var link in _world.Server.Links.Where(l => l.User is 1 or 2).ToArray())
                link.Tell(c => c.TransferProgress(new TransferProgress(fileId, 2, received, 0)));
            return Task.CompletedTask;
        });
        _world.Pass(900);
    }

    private void Do(Func<Task> action)
    {
        _world.Time.Run(() => _ = action());
        _world.Pass(100);
    }
}
