using System.Runtime.InteropServices.JavaScript;

namespace Teahouse.Web.Browser;

/// <summary>wwwroot/js/shell.js: the session, the texts, the theme.</summary>
internal static partial class ShellJs
{
    public const string Module = "shell";

    /// <summary>Waits until somebody is signed in: {id, name}.</summary>
    [JSImport("session", Module)]
    public static partial Task<JSObject> SessionAsync();

    [JSImport("onOtherUser", Module)]
    public static partial void OnOtherUser([JSMarshalAs<JSType.Function<JSType.String>>] Action<string> callback);

    /// <summary>Returns to the login form, which shows a text of the dictionary.</summary>
    [JSImport("end", Module)]
    public static partial void End(string noticeKey);

    /// <summary>False when the server cannot be reached.</summary>
    [JSImport("logout", Module)]
    public static partial Task<bool> LogoutAsync();

    /// <summary>The texts of the chosen language: each key, and behind it its text.</summary>
    [JSImport("dictionary", Module)]
    public static partial string[] Dictionary();

    [JSImport("language", Module)]
    public static partial string Language();

    [JSImport("chooseLanguage", Module)]
    public static partial Task ChooseLanguageAsync(string name);

    [JSImport("theme", Module)]
    public static partial string Theme();

    [JSImport("setTheme", Module)]
    public static partial void SetTheme(string name);
}
