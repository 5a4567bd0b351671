using System.Net.Http.Json;
using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Tests.Kit;

/// <summary>HTTP calls as tests make them.</summary>
public static class HttpCalls
{
    public static Task<HttpResponseMessage> Post(this HttpClient http, string path, object body) =>
        http.PostAsync(path, JsonContent.Create(body, body.GetType(), options: Wire.Tolerant));

    public static async Task<T> Read<T>(this Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.IsSuccessStatusCode, $"{(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<T>(text, Wire.Tolerant)!;
    }

    /// <summary>The refusal that the call is answered with; null when it was not refused.</summary>
    public static async Task<Refusal?> Refusal(this Task<HttpResponseMessage> call)
    {
        using var answer = await call;
        if ((int)answer.StatusCode < 400) return null;
        var text = await answer.Content.ReadAsStringAsync();
        Assert.True(answer.Content.Headers.ContentType?.MediaType == "application/json", $"{(int)answer.StatusCode} {text}");
        return JsonSerializer.Deserialize<Refusal>(text, Wire.Tolerant);
    }

    /// <summary>Why the call is refused; null when it is not.</summary>
    public static async Task<ErrorCode?> Code(this Task<HttpResponseMessage> call) => (await call.Refusal())?.Code;
}
