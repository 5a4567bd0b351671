namespace Teahouse.Web.Messages;

/// <summary>A stretch of a message's text.</summary>
/// <param name="Text">The text as it is shown.</param>
/// <param name="Link">Where it leads, when it is a link.</param>
public readonly record struct TextPart(string Text, string? Link);

/// <summary>Finds the links of a text: http, https and mailto, nothing else.</summary>
public static class TextParts
{
    private const int MostLinks = 100;
    private static readonly string[] Schemes = ["https://", "http://", "mailto:"];

    /// <summary>The parts of a text, which make it whole again.</summary>
    public static IReadOnlyList<TextPart> Of(string text)
    {
        var parts = new List<TextPart>();
        var from = 0;
        while (parts.Count < MostLinks)
        {
            if (NextLink(text, from) is not var (start, scheme)) break;
            var end = EndOf(text, start);
            var link = text[start..end];
            if (link.Length == scheme.Length || !Uri.TryCreate(link, UriKind.Absolute, out _)) link = null;
            if (link is not null && start > from) parts.Add(new TextPart(text[from..start], null));
            parts.Add(new TextPart(link is null ? text[from..end] : link, link));
            from = end;
        }
        if (from < text.Length) parts.Add(new TextPart(text[from..], null));
        return parts;
    }

    /// <summary>Where the next scheme stands: found by its colon, for most texts have none.</summary>
    private static (int Start, string Scheme)? NextLink(string text, int from)
    {
        for (var colon = text.IndexOf(':', from); colon >= 0; colon = text.IndexOf(':', colon + 1))
        {
            foreach (var scheme in Schemes)
            {
                var start = colon - scheme.IndexOf(':');
                if (start >= from && text.AsSpan(start).StartsWith(scheme, StringComparison.OrdinalIgnoreCase)) return (start, scheme);
            }
        }
        return null;
    }

    // A link ends at a space or at Chinese punctuation; a sentence's own mark at its end is not part of it.
    private static int EndOf(string text, int start)
    {
        var end = start;
        while (end < text.Length && !EndsLink(text[end])) end++;
        while (end > start && ".,;:!?'\"".Contains(text[end - 1])) end--;
        if (end > start && text[end - 1] == ')' && !text[start..end].Contains('(')) end--;
        return end;
    }

    private static bool EndsLink(char c) => char.IsWhiteSpace(c) || char.IsControl(c) || "<>\"“”‘’「」『』《》（）【】，。；：！？、…".Contains(c);
}
