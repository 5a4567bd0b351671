using System.Net.Http.Headers;
using System.Net.Http.Json;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>The requests of a file transfer, and how they are repeated.</summary>
internal sealed class FileCalls(ChatClientOptions options) : IDisposable
{
    /// <summary>A chunk over a slow network takes its time; silence beyond this is a break.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(Limits.SilenceSeconds);

    /// <summary>The step of <see cref="BackOff"/> that waits 0.8 s at most.</summary>
    private const int MostAfterBreak = 2;

    private readonly HttpClient _http = new() { Timeout = Patience };

    public async Task<FileStatus> StatusAsync(Guid fileId, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"api/files/{fileId}", null, stop);
        return await ReadAsync<FileStatus>(answer, stop);
    }

    /// <summary>Sends a chunk.</summary>
    /// <param name="isAgain">Whether it was refused or broken off before: its bytes then go out when the server takes them.</param>
    public async Task<TransferProgress> PutAsync(
        Guid fileId, long offset, ReadOnlyMemory<byte> chunk, byte[] hash, bool isAgain, CancellationToken stop)
    {
        var content = new ReadOnlyMemoryContent(chunk);
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        content.Headers.Add("Content-Digest", FileDigest.ToHeader(hash));
        using var answer = await SendAsync(HttpMethod.Put, $"api/files/{fileId}/bytes/{offset}", content, stop, asksFirst: isAgain);
        return await ReadAsync<TransferProgress>(answer, stop);
    }

    public async Task FinishAsync(Guid fileId, string digest, CancellationToken stop)
    {
        var content = JsonContent.Create(new FinishFile(digest), WireTypes.Of<FinishFile>());
        using var answer = await SendAsync(HttpMethod.Post, $"api/files/{fileId}/finish", content, stop);
    }

    public async Task ChangedAsync(Guid fileId, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Post, $"api/files/{fileId}/changed", null, stop);
    }

    /// <summary>The hashes of the chunks that the server has, from a chunk's number on; all of them, or the first so many.</summary>
    public async Task<byte[]> HashesAsync(Guid fileId, long from, CancellationToken stop)
    {
        using var answer = await SendAsync(HttpMethod.Get, $"api/files/{fileId}/hashes/{from}", null, stop);
        try
        {
            return await answer.Content.ReadAsByteArrayAsync(stop);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new LinkException("The answer broke off.", e);
        }
    }

    /// <summary>The answer with the bytes still to be read, from an offset to another or to the end; to be disposed of.</summary>
    public Task<HttpResponseMessage> ContentAsync(Guid fileId, long from, long? last, CancellationToken stop) => SendAsync(
        HttpMethod.Get, $"api/files/{fileId}/content", null, stop, from > 0 || last is not null ? new RangeHeaderValue(from, last) : null);

    /// <summary>
    /// Waits before the next try: after a break under a second, so that a transfer goes on soon, however long its server was away; after
    /// a refusal longer and longer.
    /// </summary>
    public Task RestAsync(int attempt, ChatException? refused, CancellationToken stop)
    {
        var step = refused is null ? Math.Min(attempt + 1, MostAfterBreak) : attempt + 1;
        return Task.Delay(refused?.RetryAfter ?? BackOff.Next(step, options.Chance), options.Time, stop);
    }

    public void Dispose() => _http.Dispose();

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, HttpContent? content, CancellationToken stop, RangeHeaderValue? range = null,
        bool asksFirst = false)
    {
        var request = new HttpRequestMessage(method, options.At(path)) { Content = content };
        request.Headers.Range = range;
        if (asksFirst) request.Headers.ExpectContinue = true;
        if (options.Token is { } token && await token() is { } bearer)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        return await HttpAnswers.SendAsync(_http, request, HttpCompletionOption.ResponseHeadersRead, stop);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken stop)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync(WireTypes.Of<T>(), stop) ?? throw new ChatException(ErrorCode.Internal);
        }
        catch (Exception e) when (e is HttpRequestException or IOException)
        {
            throw new LinkException("The answer broke off.", e);
        }
    }
}
