using System.Security.Cryptography;
using System.Text;
using System.Text.RegularExpressions;

namespace Teahouse.Server.Page;

/// <summary>Serves the published web client: precompressed, fingerprinted files kept for ever, the page itself asked for anew.</summary>
internal static partial class PageFiles
{
    /// <summary>Maps the files of a published web client, whose <c>wwwroot</c> is the application's web root.</summary>
    public static void MapPage(this WebApplication app, string webRoot)
    {
        var manifest = Path.Combine(webRoot, "..", "Teahouse.Web.staticwebassets.endpoints.json");
        var page = File.ReadAllBytes(Path.Combine(webRoot, "index.html"));
        var policy = Policy(Encoding.UTF8.GetString(page));
        app.MapStaticAssets(Path.GetFullPath(manifest));
        app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.ContentSecurityPolicy = policy;
            return Results.Bytes(page, "text/html; charset=utf-8");
        });
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
