namespace Teahouse.Cli;

/// <summary>Asks a server whether it is there.</summary>
internal static class ServerCheck
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    /// <summary>Waits until the server answers, and says once that it does not. False when what answers is no Teahouse server.</summary>
    public static async Task<bool> WaitAsync(Uri server, TextWriter output, CancellationToken cancel)
    {
        // The browser judges the certificate, with the user; nothing secret is sent here.
        using var handler = new HttpClientHandler
        {
            ServerCertificateCustomValidationCallback = HttpClientHandler.DangerousAcceptAnyServerCertificateValidator,
        };
        using var http = new HttpClient(handler) { Timeout = Patience };
        for (var said = false; ; said = true)
        {
            if (await IsHealthyAsync(http, server, cancel) is { } healthy)
                return healthy;
            if (!said)
                await output.WriteLineAsync(Texts.Unreachable(server));
            await Task.Delay(Pause, cancel);
        }
    }

    /// <summary>Null when there is no answer, or when the server is only starting or stopping.</summary>
    private static async Task<bool?> IsHealthyAsync(HttpClient http, Uri server, CancellationToken cancel)
    {
        try
        {
            using var answer = await http.GetAsync(new Uri(server, "/api/health"), cancel);
            if ((int)answer.StatusCode >= 500)
                return null;
            return answer.IsSuccessStatusCode && await answer.Content.ReadAsStringAsync(cancel) == "teahouse";
        }
        catch (HttpRequestException)
        {
            return null;
        }
        catch (OperationCanceledException) when (!cancel.IsCancellationRequested)
        {
            return null;
        }
    }
}
