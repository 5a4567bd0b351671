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
        var page = WithPreloads(WithStyles(File.ReadAllText(Path.Combine(webRoot, "index.html")), webRoot), manifest);
        var chinese = Encoding.UTF8.GetBytes(page);
        var english = Encoding.UTF8.GetBytes(PageText.InEnglish(page, File.ReadAllBytes(Path.Combine(webRoot, "texts", "en.json"))));
        var policy = Policy(page);
        app.MapStaticAssets(Path.GetFullPath(manifest));
        app.UseWhen(context => context.Request.Path == "/", root => root.UseResponseCompression());
        app.MapGet("/", (HttpContext context) =>
        {
            context.Response.Headers.CacheControl = "no-cache";
            context.Response.Headers.ContentSecurityPolicy = policy;
            return Results.Bytes(PageText.IsEnglish(context.Request) ? english : chinese, "text/html; charset=utf-8");
        });
    }

    /// <summary>
    /// Puts the style sheets into the page. Nothing is drawn before they have come, and each file that is asked for costs the start.
    /// </summary>
    private static string WithStyles(string page, string webRoot) =>
        StyleSheet().Replace(page, link => $"<style>{File.ReadAllText(Path.Combine(webRoot, link.Groups[1].Value))}</style>");

    /// <summary>
    /// Names what the page fetches ahead by its content and gives its digest, as the runtime will ask for it: without either the browser
    /// would fetch it twice.
    /// </summary>
    private static string WithPreloads(string page, string manifest)
    {
        using var files = JsonDocument.Parse(File.ReadAllBytes(manifest));
        foreach (var file in files.RootElement.GetProperty("Endpoints").EnumerateArray())
        {
            var says = file.GetProperty("EndpointProperties").EnumerateArray()
                .ToDictionary(one => one.GetProperty("Name").GetString()!, one => one.GetProperty("Value").GetString());
            if (!says.TryGetValue("label", out var label) || !says.TryGetValue("integrity", out var digest)) continue;
            page = page.Replace(
                $"href=\"{label}\" as=\"fetch\"",
                $"href=\"{file.GetProperty("Route").GetString()}\" integrity=\"{digest}\" as=\"fetch\"");
        }
        return page;
    }

    /// <summary>The page's policy; what stands in the page itself, the import map and the styles, is allowed by its hash.</summary>
    private static string Policy(string page) =>
        $"default-src 'self'; script-src 'self' 'wasm-unsafe-eval'{Hashes(InlineScript(), page)}; " +
        $"style-src 'self'{Hashes(InlineStyle(), page)}; style-src-attr 'unsafe-inline'; img-src 'self' blob:; " +
        "object-src 'none'; base-uri 'self'; frame-ancestors 'none'";

    private static string Hashes(Regex inline, string page) => string.Concat(inline.Matches(page)
        .Select(match => $" 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(match.Groups[1].Value)))}'"));

    [GeneratedRegex("""<link rel="stylesheet" href="([^"]+)">""")]
    private static partial Regex StyleSheet();

    [GeneratedRegex("""<script type="importmap">(.*?)</script>""", RegexOptions.Singleline)]
    private static partial Regex InlineScript();

    [GeneratedRegex("<style>(.*?)</style>", RegexOptions.Singleline)]
    private static partial Regex InlineStyle();
}
