using System.Runtime.InteropServices.JavaScript;

namespace Teahouse.Web.Browser;

/// <summary>wwwroot/js/window.js: title, icon, keys, dialogs and clipboard.</summary>
internal static partial class WindowJs
{
    public const string Module = "window";

    [JSImport("setTitle", Module)]
    public static partial void SetTitle(string title, int unread);

    /// <summary>Calls back with "jump" and "shortcuts".</summary>
    [JSImport("onKey", Module)]
    public static partial void OnKey([JSMarshalAs<JSType.Function<JSType.String>>] Action<string> callback);

    [JSImport("openDialog", Module)]
    public static partial void OpenDialog(string id, [JSMarshalAs<JSType.Function>] Action onClose);

    [JSImport("closeDialog", Module)]
    public static partial void CloseDialog(string id);

    [JSImport("copy", Module)]
    public static partial Task<bool> CopyAsync(string text);

    [JSImport("focusElement", Module)]
    public static partial void Focus(string id);

    /// <summary>Calls back when the browser went back from a conversation to the list.</summary>
    [JSImport("onBack", Module)]
    public static partial void OnBack([JSMarshalAs<JSType.Function>] Action callback);

    [JSImport("enterTalk", Module)]
    public static partial void EnterTalk();

    [JSImport("leaveTalk", Module)]
    public static partial bool LeaveTalk();

    [JSImport("recall", Module)]
    public static partial string? Recall(string key);

    [JSImport("remember", Module)]
    public static partial void Remember(string key, string value);

    /// <summary>By how many minutes the clocks here are ahead of UTC at a moment.</summary>
    [JSImport("offsetAt", Module)]
    public static partial int OffsetAt(double unixMs);

    /// <summary>Calls back when somebody returns to this window, or the network to the machine.</summary>
    [JSImport("onReturn", Module)]
    public static partial void OnReturn([JSMarshalAs<JSType.Function>] Action callback);

    /// <summary>Calls back when nobody has touched this window for five minutes, and when somebody does again.</summary>
    [JSImport("onIdle", Module)]
    public static partial void OnIdle([JSMarshalAs<JSType.Function<JSType.Boolean>>] Action<bool> callback);
}
