using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Teahouse.Server.Requests;

namespace Teahouse.Server.Live;

/// <summary>
/// Makes a WebSocket over plain HTTP/1.1 write to the connection's socket itself, past Kestrel's output pipe and its thread.
/// </summary>
/// <param name="upgrade">Kestrel's own.</param>
/// <param name="socket">The connection's.</param>
internal sealed class DirectUpgrade(IHttpUpgradeFeature upgrade, IConnectionSocketFeature socket) : IHttpUpgradeFeature
{
    /// <summary>The upgraded connection, once it is one.</summary>
    public DirectStream? Stream { get; private set; }

    public bool IsUpgradableRequest => upgrade.IsUpgradableRequest;

    /// <summary>
    /// Puts it before Kestrel's own where Kestrel's answers are out when they are flushed (<see cref="DirectOutput"/>), and the socket's
    /// bytes are the WebSocket's: not over TLS, not over HTTP/2.
    /// </summary>
    public static Task Prepare(HttpContext context, RequestDelegate next)
    {
        var features = context.Features;
        if (features.Get<IHttpUpgradeFeature>() is { IsUpgradableRequest: true } own
            && features.Get<DirectOutput>() is not null && features.Get<ITlsHandshakeFeature>() is null
            && features.Get<IConnectionSocketFeature>() is { } socket)
        {
            features.Set<IHttpUpgradeFeature>(new DirectUpgrade(own, socket));
        }
        return next(context);
    }

    public async Task<Stream> UpgradeAsync() => Stream = new DirectStream(await upgrade.UpgradeAsync(), socket.Socket);
}
