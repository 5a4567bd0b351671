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
    /// <param name="onWindow">The first and the last block to draw.</param>
    [JSImport("attach", Module)]
    public static partial void Attach(
        string id,
        [JSMarshalAs<JSType.Function<JSType.Boolean>>] Action<bool> onEnd,
        [JSMarshalAs<JSType.Function<JSType.Number>>] Action<double> onSeen,
        [JSMarshalAs<JSType.Function>] Action onOlder,
        [JSMarshalAs<JSType.Function<JSType.Number, JSType.Number>>] Action<int, int> onWindow);

    [JSImport("detach", Module)]
    public static partial void Detach(string id);

    [JSImport("toEnd", Module)]
    public static partial void ToEnd(string id);

    /// <summary>Tells the first and the last block that there is.</summary>
    /// <param name="id">The scroller's id.</param>
    /// <param name="first">The first block.</param>
    /// <param name="last">The last block; before the first when there is none.</param>
    /// <param name="anew">Whether they are others than before.</param>
    /// <returns>The first and the last block to draw.</returns>
    [JSImport("range", Module)]
    public static partial int[] Range(string id, int first, int last, bool anew);

    /// <summary>Shows a row of a block in the upper third; without such a row, the end.</summary>
    [JSImport("show", Module)]
    public static partial void Show(string id, string key, int block);

    [JSImport("focusLast", Module)]
    public static partial void FocusLast(string id);

    /// <summary>Whether somebody is looking at this window.</summary>
    [JSImport("active", Module)]
    public static partial bool Active();
}
