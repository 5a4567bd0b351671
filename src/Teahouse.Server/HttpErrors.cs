using System.Globalization;
using Teahouse.Protocol;

namespace Teahouse.Server;

/// <summary>Turns refusals into HTTP answers: a fitting status, and a <see cref="Refusal"/> as JSON; no other text reaches a user.</summary>
internal static partial class HttpErrors
{
    /// <summary>Answers what the endpoints behind it refuse.</summary>
    public static void UseHttpErrors(this WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(HttpErrors));
        app.Use(async (context, next) =>
        {
            try
            {
                await next(context);
            }
            catch (ChatException refused) when (!context.Response.HasStarted)
            {
                await context.Refuse(refused.Refusal);
            }
            catch (BadHttpRequestException bad) when (!context.Response.HasStarted && !context.RequestAborted.IsCancellationRequested)
            {
                await context.Refuse(new Refusal(ErrorCode.Malformed), bad.StatusCode);
            }
            catch (Exception) when (context.RequestAborted.IsCancellationRequested)
            {
                // Whoever asked has gone, and nobody is left to answer.
            }
            catch (Exception fault) when (!context.Response.HasStarted)
            {
                LogFault(log, fault, context.Request.Method, context.Request.Path);
                await context.Refuse(new Refusal(ErrorCode.Internal));
            }
        });
    }

    /// <summary>Answers a refusal.</summary>
    /// <param name="context">The request.</param>
    /// <param name="refusal">Why.</param>
    /// <param name="status">The status, when the code alone does not choose it.</param>
    public static Task Refuse(this HttpContext context, Refusal refusal, int? status = null)
    {
        context.Response.StatusCode = status ?? Status(refusal.Code);
        if (refusal.RetryAfterMs is { } wait)
            context.Response.Headers.RetryAfter = ((wait + 999) / 1000).ToString(CultureInfo.InvariantCulture);
        return context.Response.WriteAsJsonAsync(refusal, Wire.Tolerant, context.RequestAborted);
    }

    private static int Status(ErrorCode code) => code switch
    {
        ErrorCode.NotSignedIn or ErrorCode.WrongCredentials => StatusCodes.Status401Unauthorized,
        ErrorCode.ForeignOrigin or ErrorCode.AccountDisabled => StatusCodes.Status403Forbidden,
        ErrorCode.NotFound => StatusCodes.Status404NotFound,
        ErrorCode.NameTaken or ErrorCode.ClientIdReused or ErrorCode.FileWrongState or ErrorCode.FileWrongOffset
            => StatusCodes.Status409Conflict,
        ErrorCode.FileSizeInvalid => StatusCodes.Status413PayloadTooLarge,
        ErrorCode.FileWrongDigest => StatusCodes.Status422UnprocessableEntity,
        ErrorCode.TooFast or ErrorCode.LoginDelayed => StatusCodes.Status429TooManyRequests,
        ErrorCode.Internal => StatusCodes.Status500InternalServerError,
        ErrorCode.Busy => StatusCodes.Status503ServiceUnavailable,
        ErrorCode.DiskFull or ErrorCode.FileNoRoom => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status400BadRequest,
    };

    [LoggerMessage(LogLevel.Error, "The request {Method} {Path} failed")]
    private static partial void LogFault(ILogger log, Exception fault, string method, string path);
}
