using System.Net.Http.Headers;
using System.Net.Http.Json;
using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>
/// Accounts and sessions over HTTP. Every method throws <see cref="ChatException"/> for a refusal and <see cref="LinkException"/>
/// when the server cannot be reached.
/// </summary>
/// <param name="options">The server, and the bearer token where the session is one.</param>
public sealed class AccountClient(ChatClientOptions options) : IDisposable
{
    private readonly HttpClient _http = new();

    /// <summary>Makes an account.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="password">Its password.</param>
    public async Task RegisterAsync(string name, string password)
    {
        using var answer = await PostAsync("api/register", new Credentials(name, password));
    }

    /// <summary>Logs in. Without a token of its own the answer sets the session's cookie.</summary>
    /// <param name="name">The account's name.</param>
    /// <param name="password">Its password.</param>
    /// <param name="bearer">Whether the session shall be a bearer token, for clients that are not browsers.</param>
    public async Task<SignedIn> LoginAsync(string name, string password, bool bearer = false)
    {
        using var answer = await PostAsync("api/login", new Credentials(name, password, bearer));
        return await ReadAsync<SignedIn>(answer);
    }

    /// <summary>Ends the session.</summary>
    public async Task LogoutAsync()
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Post, options.At("api/logout")));
    }

    /// <summary>Changes the password; every other session of the account ends.</summary>
    /// <param name="current">The password until now.</param>
    /// <param name="next">The new one.</param>
    public async Task ChangePasswordAsync(string current, string next)
    {
        using var answer = await PostAsync("api/password", new ChangePassword(current, next));
    }

    /// <summary>Where this account is logged in, what was last used first.</summary>
    public async Task<OwnSession[]> SessionsAsync()
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, options.At("api/sessions")));
        return await ReadAsync<OwnSession[]>(answer);
    }

    /// <summary>Logs out elsewhere: one session of this account, and its windows.</summary>
    /// <param name="id">The session's <see cref="OwnSession.Id"/>.</param>
    public async Task EndSessionAsync(string id)
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, options.At($"api/sessions/{id}")));
    }

    /// <summary>Logs out everywhere but here.</summary>
    public async Task EndOtherSessionsAsync()
    {
        using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Delete, options.At("api/sessions")));
    }

    /// <summary>Who is signed in, or null when nobody is.</summary>
    public async Task<SignedIn?> MeAsync()
    {
        try
        {
            using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, options.At("api/me")));
            return await ReadAsync<SignedIn>(answer);
        }
        catch (ChatException e) when (e.Code == ErrorCode.NotSignedIn)
        {
            return null;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    /// <summary>False only when the server said that there is no session; an unreachable server says nothing.</summary>
    internal async Task<bool> IsSignedInAsync(CancellationToken stop)
    {
        try
        {
            using var answer = await SendAsync(new HttpRequestMessage(HttpMethod.Get, options.At("api/me")), stop);
            return true;
        }
        catch (ChatException e)
        {
            return e.Code != ErrorCode.NotSignedIn;
        }
        catch (LinkException)
        {
            return true;
        }
    }

    private Task<HttpResponseMessage> PostAsync<T>(string path, T body) => SendAsync(
        new HttpRequestMessage(HttpMethod.Post, options.At(path)) { Content = JsonContent.Create(body, WireTypes.Of<T>()) });

    private async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken stop = default)
    {
        if (options.Token is { } token && await token() is { } bearer)
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", bearer);
        if (options.Agent is { } agent) request.Headers.TryAddWithoutValidation("User-Agent", agent);
        return await HttpAnswers.SendAsync(_http, request, HttpCompletionOption.ResponseContentRead, stop);
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer) =>
        await answer.Content.ReadFromJsonAsync(WireTypes.Of<T>()) ?? throw new ChatException(ErrorCode.Internal);
}
