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
    private static readonly System.Buffers.SearchValues<string> Starts =
        System.Buffers.SearchValues.Create(Schemes, StringComparison.OrdinalIgnoreCase);

    public static IReadOnlyList<TextPart> Of(string text)
    {
        var parts = new List<TextPart>();
        var from = 0;
        while (parts.Count < MostLinks)
        {
            var found = text.AsSpan(from).IndexOfAny(Starts);
            if (found < 0) break;
            var start = from + found;
            var end = EndOf(text, start);
            var link = text[start..end];
            var scheme = Schemes.First(s => link.StartsWith(s, StringComparison.OrdinalIgnoreCase));
            if (link.Length == scheme.Length || !Uri.TryCreate(link, UriKind.Absolute, out _)) link = null;
            if (link is not null && start > from) parts.Add(new TextPart(text[from..start], null));
            parts.Add(new TextPart(link is null ? text[from..end] : link, link));
            from = end;
        }
        if (from < text.Length) parts.Add(new TextPart(text[from..], null));
        return parts;
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
