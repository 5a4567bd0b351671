using System.CommandLine.Parsing;

namespace Teahouse.Cli;

/// <summary>Reads the address of a server as people write it.</summary>
internal static class ServerAddress
{
    private const int DefaultPort = 8080;

    /// <summary>A server on this machine.</summary>
    public static Uri Default { get; } = new($"http://localhost:{DefaultPort}");

    /// <summary>Takes a whole http or https address, or a host with or without a port.</summary>
    public static Uri? Parse(ArgumentResult result)
    {
        var text = result.Tokens.Single().Value;
        var whole = text.Contains("://", StringComparison.Ordinal);
        if (Uri.TryCreate(whole ? text : $"http://{text}", UriKind.Absolute, out var address)
            && address.Scheme is "http" or "https" && address.Host.Length > 0)
        {
            var port = whole || !address.IsDefaultPort ? address.Port : DefaultPort;
            return new UriBuilder(address.Scheme, address.Host, port).Uri;
        }
        result.AddError(Texts.BadAddress(text));
        return null;
    }
}
