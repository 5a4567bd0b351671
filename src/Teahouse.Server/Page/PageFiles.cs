using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Teahouse.Server.Page;

/// <summary>Serves the published web client: precompressed, fingerprinted files kept for ever, the page itself asked for anew.</summary>
internal static partial class PageFiles
{
    /// <summary>Maps the files of a published web client, whose <c>wwwroot</c> is the application's web root.</summary>
    public static void MapPage(this WebApplication app, string webRoot)
    {
        var manifest = Path.Combine(webRoot, "..", "Teahouse.Web.staticwebassets.endpoints.json");
        var page = WithFingerprints(File.ReadAllText(Path.Combine(webRoot, "index.html")), manifest);
        var (bytes, policy) = (Encoding.UTF8.GetBytes(page), Policy(page));
        app.MapStaticAssets(Path.GetFullPath(manifest));
        app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.ContentSecurityPolicy = policy;
            return Results.Bytes(bytes, "text/html; charset=utf-8");
        });
    }

    /// <summary>Names style sheets by their content, as the build does for scripts alone, so that they too are kept for ever.</summary>
    private static string WithFingerprints(string page, string manifest)
    {
        using var files = JsonDocument.Parse(File.ReadAllBytes(manifest));
        foreach (var file in files.RootElement.GetProperty("Endpoints").EnumerateArray())
        {
            if (file.GetProperty("Route").GetString() is not { } named || !named.EndsWith(".css", StringComparison.Ordinal)) continue;
            var label = file.GetProperty("EndpointProperties").EnumerateArray()
                .FirstOrDefault(property => property.GetProperty("Name").GetString() == "label");
            if (label.ValueKind == JsonValueKind.Undefined || label.GetProperty("Value").GetString() is not { } plain) continue;
            page = page.Replace($"rel=\"stylesheet\" href=\"{plain}\"", $"rel=\"stylesheet\" href=\"{named}\"");
        }
        return page;
    }

    /// <summary>The page's policy; the runtime's import map is an inline script and is allowed by its hash.</summary>
    private static string Policy(string page)
    {
        var hashes = InlineScript().Matches(page)
            .Select(match => $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups[1].Value)))}'");
        return $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{string.Concat(hashes)}; style-src 'self'; " +
            "style-src-attr 'unsafe-inline'; img-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'none'";
    }

    [GeneratedRegex("""<script type="importmap">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex InlineScript();
}
