using System.Net;
using System.Security.Cryptography;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

public sealed class PauseTests
{
    private const int Chunk = Exchange.Chunk;

    private static readonly byte[] Bytes = Exchange.Bytes((2 * Chunk) + 5);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Either_side_may_pause_a_transfer_and_the_other_may_let_it_go_on(bool bySender)
    {
        await using var exchange = await Exchange.Start();
        var (one, other) = bySender ? (exchange.AdasWindow, exchange.LinusWindow) : (exchange.LinusWindow, exchange.AdasWindow);
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);

        await Exchange.Pause(one, id);

        Assert.Equal(one.Welcome.Me.Id, (await Exchange.Hear<FilePaused>(other, id)).By);
        Assert.Equal((FileState.Accepted, one.Welcome.Me.Id), (await exchange.Status(id) is var s ? s.State : default, s.PausedBy));
        foreach (var answer in new[] { await exchange.Put(id, Chunk, Bytes[Chunk..(2 * Chunk)]), await exchange.Finish(id, "00") })
        {
            var refusal = await Exchange.Refusal(answer, HttpStatusCode.Conflict);
            Assert.Equal(ErrorCode.FilePaused, refusal.Code);
            Assert.InRange(refusal.RetryAfterMs!.Value, 1, 10_000);
        }
        await ConsentTests.Refused(ErrorCode.FilePaused, Exchange.Pause(other, id));
        await Exchange.Resume(other, id);
        Assert.Equal(other.Welcome.Me.Id, (await Exchange.Hear<FileResumed>(one, id)).By);
        Assert.Null((await exchange.Status(id)).PausedBy);
        await exchange.Upload(id, Bytes, Chunk);
        Assert.Equal(Bytes, await exchange.Download(id));
        await exchange.Done(id);
    }

    [Fact]
    public async Task A_chunk_on_its_way_when_the_transfer_is_paused_does_not_count()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        var slow = new SlowContent(Bytes[..Chunk], Chunk / 2);
        var put = exchange.Put(id, 0, slow, SHA256.HashData(Bytes.AsSpan(0, Chunk)));
        await slow.Paused;

        await Exchange.Pause(exchange.LinusWindow, id);
        slow.GoOn();

        Assert.Equal(ErrorCode.FilePaused, (await Exchange.Refusal(await put, HttpStatusCode.Conflict)).Code);
        Assert.Equal(0, (await exchange.Status(id)).Received);
        await Exchange.Resume(exchange.LinusWindow, id);
        await exchange.Upload(id, Bytes);
        Assert.Equal(Bytes, await exchange.Download(id));
    }

    [Fact]
    public async Task The_receivers_open_download_stands_still_and_goes_on_without_asking_again()
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);
        using var answer = await exchange.Open(id);
        var stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var got = new byte[Bytes.Length];
        await stream.ReadExactlyAsync(got.AsMemory(0, Chunk), TestContext.Current.CancellationToken);
        await exchange.Put(id, Chunk, Bytes[Chunk..(2 * Chunk)]);
        await stream.ReadExactlyAsync(got.AsMemory(Chunk, Chunk), TestContext.Current.CancellationToken);

        await Exchange.Pause(exchange.AdasWindow, id);
        var second = exchange.Open(id);
        var rest = stream.ReadExactlyAsync(got.AsMemory(2 * Chunk), TestContext.Current.CancellationToken).AsTask();

        // What the server has it may not hand over now, to a new request either.
        await Task.WhenAny(second, rest, Task.Delay(300, TestContext.Current.CancellationToken));
        Assert.False(second.IsCompleted || rest.IsCompleted);
        await Exchange.Resume(exchange.LinusWindow, id);
        await exchange.Upload(id, Bytes, 2 * Chunk);
        await rest;
        Assert.Equal(Bytes, got);
        using var also = await second;
        Assert.Equal(Bytes, await also.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_download_that_lags_behind_is_stopped_in_the_middle_of_what_the_server_has()
    {
        await using var exchange = await Exchange.Start();
        var bytes = Exchange.Bytes(5 * Chunk);
        var id = await exchange.Stored(bytes);
        using var answer = await exchange.Open(id);

        await Exchange.Pause(exchange.LinusWindow, id);

        var stream = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        using var target = new MemoryStream();
        var copy = stream.CopyToAsync(target, TestContext.Current.CancellationToken);
        await Task.WhenAny(copy, Task.Delay(500, TestContext.Current.CancellationToken));
        Assert.False(copy.IsCompleted);
        await Exchange.Resume(exchange.LinusWindow, id);
        await copy;
        Assert.Equal(bytes, target.ToArray());
    }

    [Fact]
    public async Task A_pause_outlives_the_server_and_can_be_ended_or_cancelled_afterwards()
    {
        await using var exchange = await Exchange.Start();
        var (kept, dropped) = (await exchange.Accepted(Bytes.Length), await exchange.Accepted(Bytes.Length));
        await exchange.Put(kept, 0, Bytes[..Chunk]);
        foreach (var id in new[] { kept, dropped }) await Exchange.Pause(exchange.AdasWindow, id);

        await exchange.Restart();

        Assert.Equal((Chunk, exchange.Ada.Id), (await exchange.Status(kept) is var s ? s.Received : 0, s.PausedBy));
        await Exchange.Cancel(exchange.LinusWindow, dropped);
        Assert.Null((await exchange.Status(dropped)).PausedBy);
        await ConsentTests.Refused(ErrorCode.FileWrongState, Exchange.Resume(exchange.LinusWindow, dropped));
        await Exchange.Resume(exchange.LinusWindow, kept);
        await exchange.Upload(kept, Bytes, Chunk);
        Assert.Equal(Bytes, await exchange.Download(kept));
    }

    [Fact]
    public async Task Only_what_runs_can_be_paused_and_only_what_is_paused_goes_on()
    {
        await using var exchange = await Exchange.Start();
        var offered = await exchange.Offer(1);
        await ConsentTests.Refused(ErrorCode.FileWrongState, Exchange.Pause(exchange.AdasWindow, offered));
        await ConsentTests.Refused(ErrorCode.FileWrongState, Exchange.Resume(exchange.AdasWindow, offered));

        var running = await exchange.Accepted(1);
        await ConsentTests.Refused(ErrorCode.FileWrongState, Exchange.Resume(exchange.AdasWindow, running));

        var done = await exchange.Stored([1]);
        await exchange.Download(done);
        await exchange.Done(done);
        await ConsentTests.Refused(ErrorCode.FileWrongState, Exchange.Pause(exchange.LinusWindow, done));
        Assert.DoesNotContain(typeof(FilePaused), await exchange.Log());
    }

    [Fact]
    public async Task A_paused_transfer_that_nobody_lets_go_on_is_ended_although_a_download_is_open()
    {
        await using var exchange = await Exchange.Start(options => options with { FileIdle = TimeSpan.FromSeconds(2) });
        var id = await exchange.Accepted(Bytes.Length);
        await exchange.Put(id, 0, Bytes[..Chunk]);
        using var answer = await exchange.Open(id);

        await Exchange.Pause(exchange.AdasWindow, id);

        var failed = await Exchange.Hear<FileFailed>(exchange.LinusWindow, id);
        Assert.Equal(ErrorCode.FileAbandoned, ((FileFailed)failed.Body).Reason);
        await SpoolTests.Gone(exchange, id);
    }

    [Fact]
    public async Task Real_senders_and_receivers_wait_over_kill_9_of_the_server_and_go_on_by_themselves()
    {
        const long Size = 6L * Chunk;
        await using var pair = await Pair.Start();
        var id = await pair.Accepted(Size);
        var (mine, theirs) = (await pair.Ada.Room(People.Linus), await pair.Linus.Room(People.Ada));
        using var target = new MemoryStream();
        var download = pair.Downloader.DownloadAsync(id, target);
        var rest = new TaskCompletionSource();
        var upload = pair.Uploader.UploadAsync(id, new HeldStream(Size, 2 * Chunk, rest.Task));
        await pair.Ada.Until(() => mine.FindTransfer(id)!.Received >= Chunk, "sees bytes at the server");

        await theirs.PauseAsync(theirs.FindTransfer(id)!);
        await pair.Ada.Until(() => mine.FindTransfer(id)!.IsPaused, "sees the pause");
        rest.SetResult();
        pair.Server.Kill();
        await pair.Server.Restart();
        await pair.Ada.Until(() => pair.Ada.Client.Link.IsOnline, "is back");
        Assert.True(mine.FindTransfer(id)!.IsPaused);
        // One that has failed says why.
        foreach (var side in (Task[])[upload, download])
        {
            if (side.IsFaulted) await side;
        }
        Assert.False(upload.IsCompleted || download.IsCompleted);

        await mine.ResumeAsync(mine.FindTransfer(id)!);
        Assert.Equal(await upload, await download);
        Assert.Equal(Size, target.Length);
    }

    /// <summary>Gives its bytes up to an offset, and the others later.</summary>
    private sealed class HeldStream(long length, long from, Task rest) : PatternStream(length)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (Position >= from) await rest.WaitAsync(cancellationToken);
            return await base.ReadAsync(buffer, cancellationToken);
        }
    }
}
