using Microsoft.AspNetCore.Connections;
using Teahouse.Protocol;

namespace Teahouse.Server.Requests;

/// <summary>Turns what endpoints throw into refusals; no other text reaches a user.</summary>
internal sealed partial class RequestErrors(RequestDelegate next, ILogger<RequestErrors> log)
{
    public async Task InvokeAsync(HttpContext context)
    {
        try
        {
            await next(context);
            if (IsUnexplained(context)) await Explain(context);
        }
        catch (Exception e) when (e is ConnectionResetException || context.RequestAborted.IsCancellationRequested)
        {
            // The caller has gone; there is nobody to answer. Who reads the body may see it before the request is told.
            context.Abort();
        }
        catch (ChatException refused) when (!context.Response.HasStarted)
        {
            await RefusalAnswers.Write(context, refused.Refusal);
        }
        catch (BadHttpRequestException malformed) when (!context.Response.HasStarted)
        {
            await RefusalAnswers.Write(context, new Refusal(ErrorCode.Malformed), malformed.StatusCode);
        }
        catch (Exception fault) when (!context.Response.HasStarted)
        {
            LogFault(fault, context.Request.Method, context.Request.Path);
            await RefusalAnswers.Write(context, new Refusal(ErrorCode.Internal));
        }
    }

    /// <summary>Whether the framework refused a call by a bare status.</summary>
    private static bool IsUnexplained(HttpContext context) =>
        context.Response is { HasStarted: false, StatusCode: 400 or 404 or 405 or 413 or 415, ContentLength: null } &&
        context.Request.Path.StartsWithSegments("/api");

    private static Task Explain(HttpContext context) => RefusalAnswers.Write(
        context, new Refusal(context.Response.StatusCode == 404 ? ErrorCode.NotFound : ErrorCode.Malformed), context.Response.StatusCode);

    [LoggerMessage(LogLevel.Error, "The request {Method} {Path} failed")]
    private partial void LogFault(Exception fault, string method, string path);
}
