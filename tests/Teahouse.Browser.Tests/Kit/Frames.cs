using System.IO.Hashing;
using System.Text;

namespace Teahouse.Browser.Tests.Kit;

/// <summary>What a page sends over its live connection, changed on the way as if the page had sent it so.</summary>
internal static class Frames
{
    private const char Separator = '\u001e';

    /// <summary>A frame whose calls of one method say something else, with the right checksums.</summary>
    /// <param name="frame">Records, each followed by its checksum.</param>
    /// <param name="method">The method's name.</param>
    /// <param name="old">What a call says.</param>
    /// <param name="other">What it says instead.</param>
    public static string Change(string frame, string method, string old, string other)
    {
        var parts = frame.Split(Separator);
        for (var i = 0; i + 1 < parts.Length; i += 2)
        {
            if (!parts[i].Contains($"\"{method}\"", StringComparison.Ordinal)) continue;
            parts[i] = parts[i].Replace(old, other, StringComparison.Ordinal);
            parts[i + 1] = $"{Crc32.HashToUInt32(Encoding.UTF8.GetBytes(parts[i] + Separator)):x8}";
        }
        return string.Join(Separator, parts);
    }

    /// <summary>What a page of an earlier version says: its greeting has another number.</summary>
    public static string OfAnOldPage(string frame) => Change(frame, "Hello", "\"version\":1", "\"version\":0");
}
