using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Teahouse.Protocol;
using Teahouse.Server;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Requests;

public sealed class TlsTests
{
    [Theory]
    [InlineData("pfx")]
    [InlineData("pem")]
    public async Task Under_TLS_the_cookie_never_travels_in_the_clear(string kind)
    {
        using var folder = new TempFolder();
        await using var server = await ChatServer.Start(new ChatOptions
        {
            Data = Path.Combine(folder.Path, "data"),
            Urls = "https://127.0.0.1:0",
            Cert = MakeCertificate(folder.Path, kind),
            HashIterations = 1,
        });
        using var handler = new HttpClientHandler { ServerCertificateCustomValidationCallback = (_, _, _, _) => true };
        using var http = new HttpClient(handler) { BaseAddress = server.Url };
        http.DefaultRequestHeaders.Add("Origin", server.Url.GetLeftPart(UriPartial.Authority));
        await http.Post("api/register", People.Of(People.Ada)).Read<SignedIn>();
        using var login = await http.Post("api/login", People.Of(People.Ada));
        Assert.Equal(HttpStatusCode.OK, login.StatusCode);
        Assert.Contains("; secure", login.Headers.GetValues("Set-Cookie").Single());
        Assert.Equal(People.Ada, (await http.GetAsync("api/me").Read<SignedIn>()).Name);
    }

    private static string MakeCertificate(string folder, string kind)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=teahouse.test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        var path = Path.Combine(folder, "teahouse." + kind);
        if (kind == "pem") File.WriteAllText(path, certificate.ExportCertificatePem() + "\n" + key.ExportPkcs8PrivateKeyPem());
        else File.WriteAllBytes(path, certificate.Export(X509ContentType.Pfx));
        return path;
    }
}
