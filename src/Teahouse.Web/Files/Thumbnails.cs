using System.Text;
using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Web.Browser;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Files;

/// <summary>The small pictures that go along with an offer.</summary>
internal static class Thumbnails
{
    /// <summary>What a file takes in the call's JSON besides its name and its picture, generously.</summary>
    private const int LettersOfAFile = 160;

    private const int LettersOfACall = 4096;

    /// <summary>A letter of a name may be escaped to so many.</summary>
    private const int LettersOfAByte = 6;

    /// <summary>The pictures by the files' keys: those that there are and that fit into the call's frame.</summary>
    public static async Task<Dictionary<string, byte[]>> OfAsync(ChosenFile[] files)
    {
        var room = Limits.FrameBytes - LettersOfACall
            - files.Sum(file => LettersOfAFile + LettersOfAByte * Encoding.UTF8.GetByteCount(file.Name));
        var keys = JsonSerializer.Serialize(Array.ConvertAll(files, file => file.Key), WebJson.Default.StringArray);
        var pictures = await FilesJs.ThumbnailsAsync(keys, Math.Max(0, room));
        return JsonSerializer.Deserialize(pictures, WebJson.Default.DictionaryStringString)!
            .ToDictionary(picture => picture.Key, picture => Convert.FromBase64String(picture.Value));
    }
}
