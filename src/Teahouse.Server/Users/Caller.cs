using System.Globalization;
using System.Security.Claims;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;

namespace Teahouse.Server.Users;

/// <summary>Who makes a request, as the session's claims say.</summary>
/// <param name="Id">The user's id.</param>
/// <param name="Name">The user's name.</param>
/// <param name="SessionId">The session.</param>
public sealed record Caller(long Id, string Name, string SessionId)
{
    /// <summary>The claim that carries the session's id.</summary>
    public const string SessionClaim = "sid";

    /// <summary>The user as an event's author.</summary>
    public Author Author => new(Id, Name);

    /// <summary>Reads the claims of an authenticated request.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotSignedIn"/>.</exception>
    public static Caller From(ClaimsPrincipal? principal)
    {
        var id = principal?.FindFirstValue(ClaimTypes.NameIdentifier);
        var name = principal?.FindFirstValue(ClaimTypes.Name);
        var session = principal?.FindFirstValue(SessionClaim);
        return id is null || name is null || session is null
            ? throw new ChatException(ErrorCode.NotSignedIn)
            : new Caller(long.Parse(id, CultureInfo.InvariantCulture), name, session);
    }

    /// <summary>The claims of a session, for the cookie's ticket.</summary>
    public Claim[] ToClaims() =>
    [
        new(ClaimTypes.NameIdentifier, Id.ToString(CultureInfo.InvariantCulture)),
        new(ClaimTypes.Name, Name),
        new(SessionClaim, SessionId),
    ];
}
