using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Security.Cryptography;
using Teahouse.Protocol;
using Teahouse.Server;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

/// <summary>Ada and Linus in their private conversation on the real server: Ada sends, Linus receives.</summary>
public sealed class Exchange : IAsyncDisposable
{
    public const int Chunk = Limits.ChunkBytes;

    private Exchange(TestServer server) => Server = server;

    public TestServer Server { get; }

    public TestPerson Ada { get; private set; } = null!;

    public TestPerson Linus { get; private set; } = null!;

    public TestWindow AdasWindow { get; private set; } = null!;

    public TestWindow LinusWindow { get; private set; } = null!;

    public long ConversationId { get; private set; }

    public string Spool => Path.Combine(Server.Folder, "spool");

    public static async Task<Exchange> Start(Func<ChatOptions, ChatOptions>? change = null)
    {
        var exchange = new Exchange(await TestServer.Start(change));
        await exchange.Enter();
        exchange.ConversationId = (await exchange.AdasWindow.Call<Conversation>(
            nameof(IChatServer.OpenConversation), new OpenConversation(exchange.Linus.Id))).Id;
        return exchange;
    }

    /// <summary>Bytes that look like nothing else, the same for the same size.</summary>
    public static byte[] Bytes(long size)
    {
        var bytes = new byte[size];
        new Random((int)(size % int.MaxValue) + 1).NextBytes(bytes);
        return bytes;
    }

    public static string Digest(byte[] bytes) =>
        FileDigest.OfHashes(bytes.Chunk(Chunk).SelectMany(chunk => SHA256.HashData(chunk)).ToArray());

    /// <summary>Stops the server, starts it anew, and lets both come back.</summary>
    public async Task Restart()
    {
        await AdasWindow.DisposeAsync();
        await LinusWindow.DisposeAsync();
        await Server.Restart();
        await Enter();
    }

    public async Task<Guid> Offer(long size, string name = "龙井.bin") =>
        (await Offer(new OfferFile(ConversationId, Guid.CreateVersion7(), name, size))).FileId;

    /// <summary>An offer whose bytes Ada leaves with the server.</summary>
    public async Task<Guid> Leave(long size, string name = "龙井.bin") =>
        (await Offer(new OfferFile(ConversationId, Guid.CreateVersion7(), name, size, Leave: true))).FileId;

    public Task<FileOffer> Offer(OfferFile offer) => AdasWindow.Call<FileOffer>(nameof(IChatServer.OfferFile), offer);

    public Task<FileOffer[]> Offer(OfferFiles offer) => AdasWindow.Call<FileOffer[]>(nameof(IChatServer.OfferFiles), offer);

    public Task Accept(Guid id) => LinusWindow.Call(nameof(IChatServer.AcceptFile), new FileRef(id));

    public Task Decline(Guid id) => LinusWindow.Call(nameof(IChatServer.DeclineFile), new FileRef(id));

    public static Task Cancel(TestWindow window, Guid id) => window.Call(nameof(IChatServer.CancelFile), new FileRef(id));

    public static Task Pause(TestWindow window, Guid id) => window.Call(nameof(IChatServer.PauseFile), new FileRef(id));

    public static Task Resume(TestWindow window, Guid id) => window.Call(nameof(IChatServer.ResumeFile), new FileRef(id));

    /// <summary>An offer that Linus has accepted.</summary>
    public async Task<Guid> Accepted(long size)
    {
        var id = await Offer(size);
        await Accept(id);
        return id;
    }

    /// <summary>A file that is whole on the server.</summary>
    public async Task<Guid> Stored(byte[] bytes)
    {
        var id = await Accepted(bytes.Length);
        await Upload(id, bytes);
        return id;
    }

    public async Task<FileStatus> Status(Guid id) =>
        (await Ada.Http.GetFromJsonAsync<FileStatus>($"api/files/{id}", Wire.Tolerant))!;

    /// <summary>Waits until the server has noted that the last byte was handed over, which is just after the receiver has it.</summary>
    public async Task Done(Guid id)
    {
        for (var i = 0; i < 200 && (await Status(id)).State != FileState.Done; i++) await Task.Delay(50);
        Assert.Equal(FileState.Done, (await Status(id)).State);
    }

    public Task<HttpResponseMessage> Put(Guid id, long offset, byte[] chunk, byte[]? announced = null, TestPerson? by = null) =>
        Put(id, offset, new ByteArrayContent(chunk), SHA256.HashData(announced ?? chunk), by);

    public async Task<HttpResponseMessage> Put(Guid id, long offset, HttpContent content, byte[] hash, TestPerson? by = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Put, $"api/files/{id}/bytes/{offset}") { Content = content };
        content.Headers.Add("Content-Digest", FileDigest.ToHeader(hash));
        return await (by ?? Ada).Http.SendAsync(request);
    }

    /// <summary>Sends all chunks from an offset on.</summary>
    public async Task Send(Guid id, byte[] bytes, long from = 0)
    {
        for (var offset = (int)from; offset < bytes.Length; offset += Chunk)
        {
            using var answer = await Put(id, offset, bytes[offset..Math.Min(bytes.Length, offset + Chunk)]);
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            var progress = await answer.Content.ReadFromJsonAsync<TransferProgress>(Wire.Tolerant);
            Assert.Equal(Math.Min(bytes.Length, offset + Chunk), progress!.Received);
        }
    }

    public Task<HttpResponseMessage> Finish(Guid id, string digest, TestPerson? by = null) =>
        (by ?? Ada).Http.PostAsJsonAsync($"api/files/{id}/finish", new FinishFile(digest), Wire.Tolerant);

    public async Task Upload(Guid id, byte[] bytes, long from = 0)
    {
        await Send(id, bytes, from);
        using var answer = await Finish(id, Digest(bytes));
        Assert.Equal(HttpStatusCode.NoContent, answer.StatusCode);
    }

    /// <summary>Begins a download; the answer comes with its first bytes.</summary>
    public async Task<HttpResponseMessage> Open(Guid id, RangeHeaderValue? range = null, TestPerson? by = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"api/files/{id}/content");
        request.Headers.Range = range;
        return await (by ?? Linus).Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    public async Task<byte[]> Download(Guid id, RangeHeaderValue? range = null)
    {
        using var answer = await Open(id, range);
        Assert.True(answer.IsSuccessStatusCode, answer.StatusCode.ToString());
        return await answer.Content.ReadAsByteArrayAsync();
    }

    /// <summary>The code of a refusal over HTTP.</summary>
    public static async Task<Refusal> Refusal(HttpResponseMessage answer, HttpStatusCode status)
    {
        Assert.Equal(status, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<Refusal>(Wire.Tolerant))!;
    }

    /// <summary>Waits for an event of a kind about a transfer.</summary>
    public static async Task<Event> Hear<T>(TestWindow window, Guid id) where T : FileEvent
    {
        var batch = await window.Hear<EventBatch>(heard => heard.Events.Any(e => e.Body is T body && body.FileId == id));
        return batch.Events.First(e => e.Body is T body && body.FileId == id);
    }

    /// <summary>The kinds of events in the conversation so far, in order.</summary>
    public async Task<Type[]> Log(TestWindow? window = null)
    {
        var page = await (window ?? AdasWindow).Call<EventPage>(
            nameof(IChatServer.ReadBefore), new ReadBefore(ConversationId, Limits.Newest, Limits.PageEvents));
        return [.. page.Events.Select(e => e.Body.GetType())];
    }

    public async ValueTask DisposeAsync()
    {
        await AdasWindow.DisposeAsync();
        await LinusWindow.DisposeAsync();
        await Server.DisposeAsync();
    }

    private async Task Enter()
    {
        (Ada, Linus) = (await Server.Enter(People.Ada), await Server.Enter(People.Linus));
        (AdasWindow, LinusWindow) = (await Ada.Open(), await Linus.Open());
    }
}
