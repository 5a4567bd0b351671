using Teahouse.Protocol;
using Teahouse.Web.Browser;

namespace Teahouse.Web.Texts;

/// <summary>The dictionary of the chosen language, the same one that the static shell uses.</summary>
public sealed class TextBook
{
    private Dictionary<string, string> _texts = [];
    private string _language = "";

    public TextBook() => Read();

    /// <summary>Rises with every change of language.</summary>
    public int Version { get; private set; }

    /// <summary>The language was changed.</summary>
    public event Action? Changed;

    /// <summary>A text; the key itself when the dictionary lacks it.</summary>
    public string this[string key] => _texts.GetValueOrDefault(key, key);

    /// <summary>A text with its {names} replaced.</summary>
    public string With(string key, params ReadOnlySpan<(string Name, object Value)> values)
    {
        var text = this[key];
        foreach (var (name, value) in values) text = text.Replace($"{{{name}}}", value.ToString());
        return text;
    }

    /// <summary>The text for a refusal.</summary>
    public string Refusal(Refusal refusal)
    {
        var key = $"error.{(int)refusal.Code}";
        if (!_texts.ContainsKey(key)) return With("error.unknown", ("code", (int)refusal.Code));
        return With(key, ("seconds", Math.Max(1, ((refusal.RetryAfterMs ?? 1000) + 999) / 1000)));
    }

    /// <summary>The text for an error code.</summary>
    public string Refusal(ErrorCode code) => Refusal(new Refusal(code));

    public async Task ChooseAsync(string language)
    {
        await ShellJs.ChooseLanguageAsync(language);
        Read();
        Changed?.Invoke();
    }

    /// <summary>Reads anew when another language was chosen in the static shell.</summary>
    public void Follow()
    {
        if (ShellJs.Language() == _language) return;
        Read();
        Changed?.Invoke();
    }

    private void Read()
    {
        _language = ShellJs.Language();
        var pairs = ShellJs.Dictionary();
        _texts = new(pairs.Length / 2);
        for (var i = 0; i < pairs.Length; i += 2) _texts.Add(pairs[i], pairs[i + 1]);
        Version++;
    }
}
