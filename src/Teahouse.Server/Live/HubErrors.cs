using System.Text.Json;
using Microsoft.AspNetCore.SignalR;
using Teahouse.Protocol;

namespace Teahouse.Server.Live;

/// <summary>Turns refusals into hub errors that carry a <see cref="Refusal"/>; no other text reaches a user.</summary>
internal sealed partial class HubErrors(ILogger<HubErrors> log) : IHubFilter
{
    public async ValueTask<object?> InvokeMethodAsync(
        HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        try
        {
            if (invocationContext.HubMethodArguments.Contains(null)) throw new ChatException(ErrorCode.Malformed);
            return await next(invocationContext);
        }
        catch (ChatException refused)
        {
            throw ToHubException(refused.Refusal);
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            LogFault(fault, invocationContext.HubMethodName);
            throw ToHubException(new Refusal(ErrorCode.Internal));
        }
    }

    private static HubException ToHubException(Refusal refusal) =>
        new(JsonSerializer.Serialize(refusal, Wire.Tolerant));

    [LoggerMessage(LogLevel.Error, "The call {Method} failed")]
    private partial void LogFault(Exception fault, string method);
}
