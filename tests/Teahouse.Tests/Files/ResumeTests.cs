using System.Net;
using System.Security.Cryptography;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

/// <summary>A sender that begins anew, as after it was killed: it knows the file and the transfer, and nothing else.</summary>
public sealed class ResumeTests : IDisposable
{
    private const int Chunk = Exchange.Chunk;
    private const int Sent = 12;

    private readonly TempFolder _folder = new();
    private readonly byte[] _bytes = Exchange.Bytes((Sent * Chunk) + (2 * Chunk) + 5);

    [Fact]
    public async Task A_sender_that_begins_anew_sends_only_what_is_missing_and_reads_only_a_few_chunks_again()
    {
        await using var exchange = await Exchange.Start();
        var (id, path) = await Begun(exchange);
        await using var file = new CountingFile(path);

        var digest = await Upload(exchange, id, file, File.GetLastWriteTimeUtc(path));

        Assert.Equal(Exchange.Digest(_bytes), digest);
        Assert.Equal(_bytes, await exchange.Download(id));
        Assert.InRange(file.BytesRead, _bytes.Length - (Sent * Chunk), _bytes.Length - (Sent * Chunk) + (4 * Chunk));
    }

    [Fact]
    public async Task A_file_that_was_written_to_since_is_compared_from_its_first_byte_and_goes_on_when_it_is_the_same()
    {
        await using var exchange = await Exchange.Start();
        var (id, path) = await Begun(exchange);
        var before = File.GetLastWriteTimeUtc(path);
        File.SetLastWriteTimeUtc(path, before.AddSeconds(5));
        await using var file = File.OpenRead(path);

        await Upload(exchange, id, file, before);

        Assert.Equal(_bytes, await exchange.Download(id));
    }

    [Theory]
    [InlineData(0)]
    [InlineData((5L * Chunk) + 77)]
    [InlineData((Sent * Chunk) - 1)]
    public async Task One_changed_byte_in_what_was_sent_ends_the_transfer_on_both_sides(long at)
    {
        await using var exchange = await Exchange.Start();
        var (id, path) = await Begun(exchange);
        var before = File.GetLastWriteTimeUtc(path);
        Flip(path, at);
        File.SetLastWriteTimeUtc(path, before.AddSeconds(5));
        await using var file = File.OpenRead(path);

        await Fails(exchange, id, () => Upload(exchange, id, file, before));
    }

    [Fact]
    public async Task Another_file_with_the_same_time_name_and_size_is_noticed()
    {
        await using var exchange = await Exchange.Start();
        var (id, path) = await Begun(exchange);
        var before = File.GetLastWriteTimeUtc(path);
        await File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(_bytes.Length));
        File.SetLastWriteTimeUtc(path, before);
        await using var file = File.OpenRead(path);

        await Fails(exchange, id, () => Upload(exchange, id, file, before));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_file_that_changes_while_it_is_sent_ends_the_transfer_on_both_sides(bool isCut)
    {
        await using var exchange = await Exchange.Start();
        var path = Write();
        var id = await exchange.Accepted(_bytes.Length);
        await using var file = File.Open(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var half = new Reached(_bytes.Length / 2, () =>
        {
            if (isCut) Cut(path);
            else Flip(path, 3);
            File.SetLastWriteTimeUtc(path, DateTime.UtcNow.AddSeconds(5));
        });

        await Fails(exchange, id, () => Upload(exchange, id, file, null, half));
    }

    [Fact]
    public async Task A_file_of_another_size_than_announced_ends_the_transfer()
    {
        await using var exchange = await Exchange.Start();
        var path = Write();
        var id = await exchange.Accepted(_bytes.Length - 1);
        await using var file = File.OpenRead(path);

        await Fails(exchange, id, () => Upload(exchange, id, file, null));
    }

    [Fact]
    public async Task Only_the_sender_of_an_accepted_transfer_is_given_hashes_or_may_say_that_the_file_changed()
    {
        await using var exchange = await Exchange.Start();
        var (id, _) = await Begun(exchange);
        var zhang = await exchange.Server.Enter(People.张三);
        foreach (var stranger in (TestPerson[])[exchange.Linus, zhang])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.Http.GetAsync($"api/files/{id}/hashes/0")).StatusCode);
            Assert.Equal(HttpStatusCode.NotFound, (await stranger.Http.PostAsync($"api/files/{id}/changed", null)).StatusCode);
        }
        var hashes = await exchange.Ada.Http.GetByteArrayAsync($"api/files/{id}/hashes/0");
        Assert.Equal(_bytes.Take(Sent * Chunk).Chunk(Chunk).SelectMany(SHA256.HashData), hashes);
        Assert.Equal(hashes[^32..], await exchange.Ada.Http.GetByteArrayAsync($"api/files/{id}/hashes/{Sent - 1}"));
        Assert.Empty(await exchange.Ada.Http.GetByteArrayAsync($"api/files/{id}/hashes/{Sent}"));

        var offered = await exchange.Offer(10);
        Assert.Equal(HttpStatusCode.Conflict, (await exchange.Ada.Http.GetAsync($"api/files/{offered}/hashes/0")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await exchange.Ada.Http.PostAsync($"api/files/{offered}/changed", null)).StatusCode);
    }

    public void Dispose() => _folder.Dispose();

    private string Write()
    {
        var path = Path.Combine(_folder.Path, "龙井.bin");
        File.WriteAllBytes(path, _bytes);
        return path;
    }

    /// <summary>A transfer of which the server has the first chunks.</summary>
    private async Task<(Guid Id, string Path)> Begun(Exchange exchange)
    {
        var id = await exchange.Accepted(_bytes.Length);
        await exchange.Send(id, _bytes[..(Sent * Chunk)]);
        return (id, Write());
    }

    private static async Task<string> Upload(
        Exchange exchange, Guid id, Stream content, DateTime? modified, IProgress<long>? progress = null)
    {
        using var uploader = new FileUploader(new ChatClientOptions
        {
            Server = exchange.Server.Url,
            Token = () => Task.FromResult<string?>(exchange.Ada.Token),
        });
        return await uploader.UploadAsync(id, content, progress, modified, TestContext.Current.CancellationToken);
    }

    private static async Task Fails(Exchange exchange, Guid id, Func<Task<string>> upload)
    {
        var refused = await Assert.ThrowsAsync<ChatException>(upload);

        Assert.Equal(ErrorCode.FileChanged, refused.Code);
        foreach (var window in (TestWindow[])[exchange.AdasWindow, exchange.LinusWindow])
        {
            var failed = await Exchange.Hear<FileFailed>(window, id);
            Assert.Equal(ErrorCode.FileChanged, ((FileFailed)failed.Body).Reason);
        }
        await SpoolTests.Gone(exchange, id);
        await Exchange.Refusal(await exchange.Open(id), HttpStatusCode.Conflict);
    }

    private static void Flip(string path, long at)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        file.Position = at;
        var old = file.ReadByte();
        file.Position = at;
        file.WriteByte((byte)(old ^ 1));
    }

    private static void Cut(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.Write, FileShare.ReadWrite);
        file.SetLength(file.Length - 1);
    }

    private sealed class CountingFile(string path) : FileStream(path, FileMode.Open, FileAccess.Read)
    {
        public long BytesRead { get; private set; }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var read = await base.ReadAsync(buffer, cancellationToken);
            BytesRead += read;
            return read;
        }
    }

    private sealed class Reached(long bytes, Action act) : IProgress<long>
    {
        private bool _done;

        public void Report(long value)
        {
            if (_done || value < bytes) return;
            _done = true;
            act();
        }
    }
}
