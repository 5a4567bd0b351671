using System.Text.Json;

namespace Teahouse.Browser.Tests.Kit;

/// <summary>The page's own texts.</summary>
public static class Texts
{
    private static readonly Dictionary<string, Dictionary<string, string>> Books = [];

    /// <summary>A text in a language, its places filled in.</summary>
    public static string Of(string language, string key, params (string Name, string Value)[] places)
    {
        Dictionary<string, string> book;
        lock (Books)
        {
            if (!Books.TryGetValue(language, out book!))
                Books[language] = book = JsonSerializer.Deserialize<Dictionary<string, string>>(
                    File.ReadAllText(Path.Combine(House.WebRoot, "texts", language + ".json")))!;
        }
        return places.Aggregate(book[key], (text, place) => text.Replace("{" + place.Name + "}", place.Value, StringComparison.Ordinal));
    }
}
