using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.Extensions.Options;

namespace Teahouse.Server.Users;

/// <summary>The form in which a client holds its session: the caller's claims, sealed with the keys of the data folder.</summary>
public sealed class Tokens(IOptionsMonitor<CookieAuthenticationOptions> cookies)
{
    private const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>The claims as the framework's cookie carries them.</summary>
    public static ClaimsPrincipal ToPrincipal(Caller caller) => new(new ClaimsIdentity(caller.ToClaims(), Scheme));

    /// <summary>A bearer token. It has no end of its own; the session in the database has.</summary>
    public string Bearer(Caller caller) =>
        cookies.Get(Scheme).TicketDataFormat.Protect(new AuthenticationTicket(ToPrincipal(caller), Scheme));
}
