using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Teahouse.Server.Page;

/// <summary>
/// What stands in the page before its own scripts run: in the language that the browser asks for, so that nobody reads another one first.
/// A choice that was made in the page is known there only, and is put in place by its scripts.
/// </summary>
internal static partial class PageText
{
    private const string Written = "zh-CN";
    private const string English = "en";
    private static readonly HtmlEncoder Html = HtmlEncoder.Create(System.Text.Unicode.UnicodeRanges.All);

    /// <summary>The page with the texts of the other language in place of its own.</summary>
    /// <param name="page">The page.</param>
    /// <param name="texts">The dictionary, as the page's scripts ask for it.</param>
    public static string InEnglish(string page, byte[] texts)
    {
        var dictionary = JsonSerializer.Deserialize<Dictionary<string, string>>(texts)!;
        string Say(Match at) => at.Groups[1].Value + Html.Encode(dictionary[at.Groups[2].Value]);
        return Labelled().Replace(Told().Replace(page, Say), Say)
            .Replace($"<html lang=\"{Written}\">", $"<html lang=\"{English}\">", StringComparison.Ordinal)
            // The button that changes to the other one.
            .Replace(">English</button>", ">中文</button>", StringComparison.Ordinal)
            .Replace("<title>茶馆</title>", $"<title>{Html.Encode(dictionary["app.name"])}</title>", StringComparison.Ordinal);
    }

    /// <summary>Whether a browser asks for English before Chinese; who asks for neither gets Chinese, as in the page's scripts.</summary>
    public static bool IsEnglish(HttpRequest request) =>
        request.GetTypedHeaders().AcceptLanguage
            .OrderByDescending(wish => wish.Quality ?? 1)
            .Select(wish => wish.Value.ToString().Split('-')[0].ToLowerInvariant())
            .FirstOrDefault(name => name is "zh" or English) == English;

    /// <summary>An element with <c>data-text</c>, up to its text's end.</summary>
    [GeneratedRegex("""(data-text="([^"]+)"[^>]*>)[^<]*""")]
    private static partial Regex Told();

    /// <summary>An element's <c>aria-label</c> behind its <c>data-text-label</c>.</summary>
    [GeneratedRegex("""(data-text-label="([^"]+)"\s+aria-label=")[^"]*(?=")""")]
    private static partial Regex Labelled();
}
