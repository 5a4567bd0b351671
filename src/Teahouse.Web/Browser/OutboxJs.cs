using System.Runtime.InteropServices.JavaScript;

namespace Teahouse.Web.Browser;

/// <summary>wwwroot/js/outbox.js: messages that wait, in IndexedDB.</summary>
internal static partial class OutboxJs
{
    public const string Module = "outbox";

    /// <summary>Begins for a user and gives this window's id, which outlives a reload.</summary>
    [JSImport("begin", Module)]
    public static partial Task<string> BeginAsync(double user);

    /// <summary>A JSON array of the items' JSON texts; empty when there are none, for then the start needs no JSON.</summary>
    [JSImport("load", Module)]
    public static partial Task<string> LoadAsync();

    [JSImport("put", Module)]
    public static partial Task PutAsync(string id, double createdAt, string item);

    [JSImport("remove", Module)]
    public static partial Task RemoveAsync(string id);

    [JSImport("onOrphans", Module)]
    public static partial void OnOrphans([JSMarshalAs<JSType.Function>] Action callback);
}
