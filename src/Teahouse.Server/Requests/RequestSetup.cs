using Teahouse.Protocol;

namespace Teahouse.Server.Requests;

/// <summary>What holds for every request, whatever it asks for.</summary>
internal static class RequestSetup
{
    /// <summary>Reads JSON bodies as strictly as the live connection reads its arguments.</summary>
    public static void AddRequests(this IServiceCollection services)
    {
        services.ConfigureHttpJsonOptions(json => Wire.Copy(Wire.Strict, json.SerializerOptions));
        services.Configure<RouteHandlerOptions>(routes => routes.ThrowOnBadRequest = true);
    }

    /// <summary>Safe headers, refusals as JSON, and no cookie's request from a foreign page; before anything else.</summary>
    public static void UseRequests(this WebApplication app)
    {
        app.Use(SafeHeaders);
        app.UseMiddleware<RequestErrors>();
        app.UseMiddleware<OriginRule>();
    }

    private static Task SafeHeaders(HttpContext context, RequestDelegate next)
    {
        var headers = context.Response.Headers;
        headers.XContentTypeOptions = "nosniff";
        headers.XFrameOptions = "DENY";
        headers["Cross-Origin-Resource-Policy"] = "same-origin";
        // Over plain http browsers ignore this one and complain of it in every console.
        if (context.Request.IsHttps) headers["Cross-Origin-Opener-Policy"] = "same-origin";
        // Other sites learn nothing; "no-referrer" would make browsers post the plain login form with the origin "null".
        headers["Referrer-Policy"] = "same-origin";
        return next(context);
    }
}
