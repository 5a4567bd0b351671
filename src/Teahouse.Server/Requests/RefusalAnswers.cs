using System.Globalization;
using Teahouse.Protocol;

namespace Teahouse.Server.Requests;

/// <summary>How a <see cref="Refusal"/> becomes an HTTP answer: the one place that knows the status of each code.</summary>
internal static class RefusalAnswers
{
    /// <summary>Writes a refusal as JSON.</summary>
    /// <param name="context">The request to answer.</param>
    /// <param name="refusal">Why it is refused.</param>
    /// <param name="status">The status when it is not the code's own.</param>
    public static Task Write(HttpContext context, Refusal refusal, int? status = null)
    {
        var response = context.Response;
        response.StatusCode = status ?? Status(refusal.Code);
        response.Headers.CacheControl = "no-store";
        if (refusal.RetryAfterMs is { } wait) response.Headers.RetryAfter = ((wait + 999) / 1000).ToString(CultureInfo.InvariantCulture);
        return response.WriteAsJsonAsync(refusal, Wire.Tolerant, context.RequestAborted);
    }

    private static int Status(ErrorCode code) => code switch
    {
        ErrorCode.Malformed or ErrorCode.CredentialsMissing => StatusCodes.Status400BadRequest,
        ErrorCode.NotSignedIn or ErrorCode.WrongCredentials => StatusCodes.Status401Unauthorized,
        ErrorCode.ForeignOrigin or ErrorCode.AccountDisabled => StatusCodes.Status403Forbidden,
        ErrorCode.NotFound => StatusCodes.Status404NotFound,
        ErrorCode.NameTaken or ErrorCode.ClientIdReused or ErrorCode.FileWrongState or ErrorCode.FileWrongOffset
            or ErrorCode.FilePaused => StatusCodes.Status409Conflict,
        ErrorCode.TooFast or ErrorCode.LoginDelayed => StatusCodes.Status429TooManyRequests,
        ErrorCode.Internal => StatusCodes.Status500InternalServerError,
        ErrorCode.Busy => StatusCodes.Status503ServiceUnavailable,
        ErrorCode.DiskFull or ErrorCode.FileNoRoom or ErrorCode.FileQuota => StatusCodes.Status507InsufficientStorage,
        _ => StatusCodes.Status422UnprocessableEntity,
    };
}
