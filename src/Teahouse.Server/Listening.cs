using System.Security.Cryptography.X509Certificates;
using Teahouse.Server.Requests;

namespace Teahouse.Server;

/// <summary>How the server listens.</summary>
internal static class Listening
{
    /// <summary>Sets addresses, certificate and the limits of connections.</summary>
    public static void Listen(this WebApplicationBuilder builder, ChatOptions options)
    {
        builder.WebHost.UseUrls(options.Urls);
        builder.WebHost.UseKestrelHttpsConfiguration();
        var strangers = new Strangers(options.StrangersPerAddress);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = Protocol.Limits.FrameBytes;
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(10);
            // A connection that says nothing is closed; live connections have their own sign of life.
            kestrel.Limits.KeepAliveTimeout = TimeSpan.FromSeconds(10);
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(strangers.Admit));
            if (options.Cert is { } path)
                kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = LoadCertificate(path));
        });
    }

    private static X509Certificate2 LoadCertificate(string path) =>
        Path.GetExtension(path).Equals(".pem", StringComparison.OrdinalIgnoreCase)
            ? X509Certificate2.CreateFromPemFile(path)
            : X509CertificateLoader.LoadPkcs12FromFile(path, null);
}
