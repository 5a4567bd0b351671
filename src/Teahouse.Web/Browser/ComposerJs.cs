using System.Runtime.InteropServices.JavaScript;

namespace Teahouse.Web.Browser;

/// <summary>wwwroot/js/composer.js: the message box's keys, height and draft.</summary>
internal static partial class ComposerJs
{
    public const string Module = "composer";

    /// <summary>Begins to care for a text box.</summary>
    /// <param name="id">Its element's id.</param>
    /// <param name="draftKey">The draft's name, one per user and conversation.</param>
    /// <param name="onSubmit">Takes a text, answers whether it was taken.</param>
    /// <param name="onState">The number of code points, 0 when blank, and whether that is too long.</param>
    /// <param name="onUp">The list of messages is wanted.</param>
    [JSImport("attach", Module)]
    public static partial void Attach(
        string id, string draftKey,
        [JSMarshalAs<JSType.Function<JSType.String, JSType.Boolean>>] Func<string, bool> onSubmit,
        [JSMarshalAs<JSType.Function<JSType.Number, JSType.Boolean>>] Action<int, bool> onState,
        [JSMarshalAs<JSType.Function>] Action onUp);

    [JSImport("detach", Module)]
    public static partial void Detach(string id);

    [JSImport("submit", Module)]
    public static partial void Submit(string id);

    /// <summary>Puts a text that was sent back into the open message box, before what stands there.</summary>
    [JSImport("takeBack", Module)]
    public static partial void TakeBack(string text);

    [JSImport("focus", Module)]
    public static partial void Focus(string id);

    [JSImport("enterSends", Module)]
    public static partial bool EnterSends();

    [JSImport("setEnterSends", Module)]
    public static partial void SetEnterSends(bool sends);
}
