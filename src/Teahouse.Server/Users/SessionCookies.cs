using Microsoft.AspNetCore.Authentication.Cookies;

namespace Teahouse.Server.Users;

/// <summary>Where a request carries its session: in the browser's cookie, or as a bearer token when there is no cookie.</summary>
internal sealed class SessionCookies : ICookieManager
{
    private const string Name = "teahouse";
    private const string Scheme = "Bearer ";

    /// <summary>Whether a request comes with a browser's session.</summary>
    public static bool HasCookie(HttpContext context) => context.Request.Cookies.ContainsKey(NameFor(context));

    /// <summary>Whether a request comes with a bearer token.</summary>
    public static bool HasBearer(HttpContext context) => Bearer(context) is not null;

    public string? GetRequestCookie(HttpContext context, string key) => context.Request.Cookies[NameFor(context)] ?? Bearer(context);

    public void AppendResponseCookie(HttpContext context, string key, string? value, CookieOptions options) =>
        context.Response.Cookies.Append(NameFor(context), value ?? "", options);

    public void DeleteCookie(HttpContext context, string key, CookieOptions options) =>
        context.Response.Cookies.Delete(NameFor(context), options);

    // Cookies do not tell ports apart, and two servers on one machine must not log each other's people out.
    private static string NameFor(HttpContext context) => context.Request.Host.Port is { } port ? $"{Name}-{port}" : Name;

    private static string? Bearer(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        return header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase) ? header[Scheme.Length..].Trim() : null;
    }
}
