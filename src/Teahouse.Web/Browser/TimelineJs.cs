using System.Runtime.InteropServices.JavaScript;

namespace Teahouse.Web.Browser;

/// <summary>wwwroot/js/timeline.js: scrolling of the list of messages.</summary>
internal static partial class TimelineJs
{
    public const string Module = "timeline";

    /// <summary>Begins to care for a scroller.</summary>
    /// <param name="id">Its element's id.</param>
    /// <param name="onEnd">Whether the reader is near the end.</param>
    /// <param name="onSeen">The seq of the last row that was seen.</param>
    /// <param name="onOlder">Older messages are wanted.</param>
    [JSImport("attach", Module)]
    public static partial void Attach(
        string id,
        [JSMarshalAs<JSType.Function<JSType.Boolean>>] Action<bool> onEnd,
        [JSMarshalAs<JSType.Function<JSType.Number>>] Action<double> onSeen,
        [JSMarshalAs<JSType.Function>] Action onOlder);

    [JSImport("detach", Module)]
    public static partial void Detach(string id);

    [JSImport("toEnd", Module)]
    public static partial void ToEnd(string id);

    /// <summary>Shows a row in the upper third; without such a row, the end.</summary>
    [JSImport("show", Module)]
    public static partial void Show(string id, string key);

    [JSImport("focusLast", Module)]
    public static partial void FocusLast(string id);

    /// <summary>Whether somebody is looking at this window.</summary>
    [JSImport("active", Module)]
    public static partial bool Active();
}
