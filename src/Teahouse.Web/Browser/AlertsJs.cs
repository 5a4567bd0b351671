using System.Runtime.InteropServices.JavaScript;

namespace Teahouse.Web.Browser;

/// <summary>wwwroot/js/alerts.js: sounds and the system's notifications, and whether they are wanted.</summary>
internal static partial class AlertsJs
{
    public const string Module = "alerts";

    /// <summary>Calls back with the id of a conversation whose notification was clicked.</summary>
    [JSImport("onOpen", Module)]
    public static partial void OnOpen([JSMarshalAs<JSType.Function<JSType.Number>>] Action<double> callback);

    /// <summary>Whether a conversation makes itself heard.</summary>
    /// <param name="user">Whose choice.</param>
    /// <param name="room">The conversation.</param>
    /// <param name="unchosen">What holds before it is chosen.</param>
    [JSImport("hears", Module)]
    public static partial bool Hears(double user, double room, bool unchosen);

    [JSImport("setHears", Module)]
    public static partial void SetHears(double user, double room, bool all);

    /// <summary>A setting of this browser: "sound", "system" or "quiet".</summary>
    [JSImport("isOn", Module)]
    public static partial bool IsOn(string name);

    [JSImport("setOn", Module)]
    public static partial void SetOn(string name, bool on);

    /// <summary>"granted", "denied", "default", or "absent" over plain http.</summary>
    [JSImport("permission", Module)]
    public static partial string Permission();

    [JSImport("askPermission", Module)]
    public static partial Task<string> AskPermissionAsync();

    /// <summary>Tells of messages up to a seq, unless another window of this browser does, or somebody is looking at them.</summary>
    [JSImport("tell", Module)]
    public static partial void Tell(double user, double room, double seq, bool isOpen, string title, string text);
}
