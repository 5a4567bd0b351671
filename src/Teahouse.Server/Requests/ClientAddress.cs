using System.Net;

namespace Teahouse.Server.Requests;

/// <summary>The address that limits are counted by.</summary>
internal static class ClientAddress
{
    /// <summary>An IPv4 address as it is; of an IPv6 address the first half, since one machine has all of the other half.</summary>
    public static IPAddress Of(IPAddress? address)
    {
        if (address is null) return IPAddress.None;
        if (address.IsIPv4MappedToIPv6) return address.MapToIPv4();
        var bytes = address.GetAddressBytes();
        if (bytes.Length != 16) return address;
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
