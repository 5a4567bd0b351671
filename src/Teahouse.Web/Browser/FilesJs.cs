using System.Runtime.InteropServices.JavaScript;

namespace Teahouse.Web.Browser;

/// <summary>wwwroot/js/files.js: choosing, uploading and saving files, whose bytes never enter .NET.</summary>
internal static partial class FilesJs
{
    public const string Module = "files";

    /// <summary>
    /// Calls back with how files came (choose, folder, drop, paste, or the id of the transfer they are for) and with their list as JSON.
    /// </summary>
    [JSImport("onFiles", Module)]
    public static partial void OnFiles([JSMarshalAs<JSType.Function<JSType.String, JSType.String>>] Action<string, string> callback);

    /// <summary>Calls back with a transfer's id, its upload's state and the code of a refusal.</summary>
    [JSImport("onUpload", Module)]
    public static partial void OnUpload(
        [JSMarshalAs<JSType.Function<JSType.String, JSType.String, JSType.Number>>] Action<string, string, int> callback);

    [JSImport("choose", Module)]
    public static partial void Choose(string? fileId);

    [JSImport("chooseFolder", Module)]
    public static partial void ChooseFolder();

    /// <summary>The file's name on this disk; empty when it was chosen in another browser.</summary>
    [JSImport("chosenName", Module)]
    public static partial string ChosenName(string fileId);

    [JSImport("bind", Module)]
    public static partial void Bind(string key, string fileId);

    [JSImport("bindAgain", Module)]
    public static partial bool BindAgain(string key, string fileId, string name, double size);

    [JSImport("forget", Module)]
    public static partial void Forget(string key);

    /// <summary>A blob address of a small picture, or nothing.</summary>
    [JSImport("preview", Module)]
    public static partial Task<string> PreviewAsync(string key);

    /// <summary>The small pictures of these files (their keys as a JSON array) that fit: {key: base64} as JSON.</summary>
    [JSImport("thumbnails", Module)]
    public static partial Task<string> ThumbnailsAsync(string keys, int room);

    [JSImport("releasePreview", Module)]
    public static partial void ReleasePreview(string url);

    /// <summary>How many bytes of a transfer the server has, and how many it has handed over: both as a JSON array.</summary>
    [JSImport("moved", Module)]
    public static partial Task<string> MovedAsync(string fileId);

    [JSImport("has", Module)]
    public static partial bool Has(string fileId);

    [JSImport("start", Module)]
    public static partial void Start(string fileId);

    [JSImport("hold", Module)]
    public static partial void Hold(string fileId);

    [JSImport("drop", Module)]
    public static partial void Drop(string fileId);

    [JSImport("wake", Module)]
    public static partial void Wake();

    [JSImport("save", Module)]
    public static partial void Save(string fileId, string name);
}
