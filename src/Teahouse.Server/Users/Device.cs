using System.Net;
using Teahouse.Server.Requests;

namespace Teahouse.Server.Users;

/// <summary>From where somebody logs in.</summary>
/// <param name="Address">The address of the machine.</param>
/// <param name="Agent">What the client calls itself, as it says; at most <see cref="AgentLetters"/> letters.</param>
public sealed record Device(IPAddress Address, string? Agent = null)
{
    /// <summary>Letters that are kept of what a client calls itself.</summary>
    public const int AgentLetters = 256;

    /// <summary>The machine that a request comes from.</summary>
    public static Device Of(HttpContext context)
    {
        var agent = context.Request.Headers.UserAgent.ToString();
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        return new Device(
            address.IsIPv4MappedToIPv6 ? address.MapToIPv4() : address,
            agent.Length == 0 ? null : agent[..Math.Min(agent.Length, AgentLetters)]);
    }

    /// <summary>The address that failed logins are counted by.</summary>
    public IPAddress Counted => ClientAddress.Of(Address);
}
