using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.AspNetCore.Connections;
using Teahouse.Server.Requests;

namespace Teahouse.Server;

/// <summary>How the server listens.</summary>
internal static class Listening
{
    private const string HostLog = "Microsoft.Extensions.Hosting.Internal.Host";

    /// <summary>Sets addresses, certificate and the limits of connections.</summary>
    /// <exception cref="ListenException">An address or the certificate is none.</exception>
    public static void PrepareListening(this WebApplicationBuilder builder, ChatOptions options)
    {
        var certificate = options.Cert is { } path ? LoadCertificate(path) : null;
        CheckUrls(options, certificate);
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
            kestrel.ConfigureEndpointDefaults(endpoint => endpoint.Use(strangers.Admit).Use(DirectOutput.Prepare));
            kestrel.ConfigureHttpsDefaults(https => https.ServerCertificate = certificate);
        });
        BlockPools.AddTo(builder.Services);
        var starting = new Starting();
        builder.Services.AddSingleton(starting);
        // Why it does not start is told in one line instead.
        builder.Logging.AddFilter(HostLog, level => level >= LogLevel.Warning && starting.IsDone);
    }

    /// <summary>Starts to listen.</summary>
    /// <exception cref="ListenException">An address is taken, or is not this machine's.</exception>
    public static async Task Listen(this WebApplication app, ChatOptions options)
    {
        try
        {
            await app.StartAsync();
            app.Services.GetRequiredService<Starting>().IsDone = true;
        }
        catch (IOException e) when (e.InnerException is AddressInUseException)
        {
            throw new ListenException($"The address {options.Urls} is taken; choose another with --urls. 地址已被占用，请用 --urls 选择其他端口。", e);
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            throw new ListenException(
                $"Cannot listen on {options.Urls} ({e.Message}); choose another with --urls. 无法监听，请用 --urls 选择其他地址。", e);
        }
    }

    private static void CheckUrls(ChatOptions options, X509Certificate2? certificate)
    {
        foreach (var url in options.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (!IsUrl(url, out var isHttps))
            {
                throw new ListenException(
                    $"{url} is no address to listen on; give one like http://0.0.0.0:8080 with --urls. " +
            "地址无效，请用 --urls 给出形如 http://0.0.0.0:8080 的地址。");
            }
            if (isHttps && certificate is null)
                throw new ListenException($"{url} needs a certificate; give one with --cert. https 地址需要证书，请用 --cert 指定。");
        }
    }

    private static bool IsUrl(string url, out bool isHttps)
    {
        isHttps = false;
        try
        {
            var address = BindingAddress.Parse(url);
            isHttps = address.Scheme.Equals("https", StringComparison.OrdinalIgnoreCase);
            return (isHttps || address.Scheme.Equals("http", StringComparison.OrdinalIgnoreCase))
                && address.Port is >= 0 and <= ushort.MaxValue;
        }
        catch (FormatException)
        {
            return false;
        }
    }

    private static X509Certificate2 LoadCertificate(string path)
    {
        try
        {
            return Path.GetExtension(path).Equals(".pem", StringComparison.OrdinalIgnoreCase)
                ? X509Certificate2.CreateFromPemFile(path)
                : X509CertificateLoader.LoadPkcs12FromFile(path, null);
        }
        catch (Exception e) when (e is CryptographicException or IOException or UnauthorizedAccessException)
        {
            var reason = e.Message.ReplaceLineEndings(" ");
            throw new ListenException(
                $"The certificate {path} cannot be read ({reason}); give another with --cert. 证书无法读取，请用 --cert 指定其他证书。", e);
        }
    }

    /// <summary>Whether the start is over, and failures are the running server's.</summary>
    private sealed class Starting
    {
        public bool IsDone { get; set; }
    }
}
