using Teahouse.Protocol;
using Teahouse.Server.Users;

namespace Teahouse.Server.Requests;

/// <summary>
/// A browser sends its cookie with whatever page asks for it, so a cookie's request that can change something, or that opens the live
/// connection, must come from a page of our own. A bearer token is sent only by who holds it, and needs no origin.
/// </summary>
internal sealed class OriginRule(RequestDelegate next)
{
    public Task InvokeAsync(HttpContext context) =>
        IsForeign(context) ? RefusalAnswers.Write(context, new Refusal(ErrorCode.ForeignOrigin)) : next(context);

    private static bool IsForeign(HttpContext context)
    {
        if (!CanChange(context)) return false;
        var cookie = SessionCookies.HasCookie(context);
        var origin = context.Request.Headers.Origin;
        if (origin.Count == 0) return cookie;
        return !IsOwn(origin!, context.Request) && (cookie || !SessionCookies.HasBearer(context));
    }

    private static bool CanChange(HttpContext context)
    {
        var method = context.Request.Method;
        var safe = HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);
        return !safe || context.WebSockets.IsWebSocketRequest || context.Request.Path.StartsWithSegments(Wire.HubPath);
    }

    private static bool IsOwn(string origin, HttpRequest request) =>
        origin.Equals($"{request.Scheme}://{request.Host}", StringComparison.OrdinalIgnoreCase);
}
