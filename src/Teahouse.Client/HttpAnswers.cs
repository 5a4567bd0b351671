using System.Net;
using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>How answers over HTTP become results and errors.</summary>
internal static class HttpAnswers
{
    /// <summary>Sends a request; gives only an answer of success.</summary>
    /// <exception cref="ChatException">The server refused.</exception>
    /// <exception cref="LinkException">The server could not be reached, or something between answered.</exception>
    public static async Task<HttpResponseMessage> SendAsync(
        HttpClient http, HttpRequestMessage request, HttpCompletionOption completion, CancellationToken stop)
    {
        HttpResponseMessage answer;
        try
        {
            answer = await http.SendAsync(request, completion, stop);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !stop.IsCancellationRequested)
        {
            throw new LinkException("The server could not be reached.", e);
        }
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await UnderstandAsync(answer, stop);
    }

    private static async Task<Exception> UnderstandAsync(HttpResponseMessage answer, CancellationToken stop)
    {
        try
        {
            var body = await answer.Content.ReadAsStringAsync(stop);
            if (body.StartsWith('{') && JsonSerializer.Deserialize(body, WireTypes.Refusal) is { Code: not 0 } refusal)
                return new ChatException(refusal);
        }
        catch (Exception e) when (e is JsonException or HttpRequestException)
        {
            return new LinkException($"The answer {(int)answer.StatusCode} could not be read.", e);
        }
        return answer.StatusCode == HttpStatusCode.Unauthorized
            ? new ChatException(ErrorCode.NotSignedIn)
            : new LinkException($"The answer was {(int)answer.StatusCode}.");
    }
}
