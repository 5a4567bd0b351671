using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Teahouse.Protocol;

/// <summary>The names of files: data that is shown, never a path.</summary>
public static partial class FileName
{
    /// <summary>Takes away path parts, control and bidi characters.</summary>
    /// <param name="given">The name as the sender gave it.</param>
    /// <returns>1 to <see cref="Limits.FileNameBytes"/> bytes of UTF-8.</returns>
    /// <exception cref="ChatException"><see cref="ErrorCode.FileNameInvalid"/>: nothing is left of it, or too much.</exception>
    public static string Clean(string given)
    {
        var clean = new StringBuilder();
        foreach (var rune in given[(given.LastIndexOfAny(['/', '\\']) + 1)..].EnumerateRunes())
        {
            if (IsHarmless(rune)) clean.Append(rune);
        }
        var name = clean.ToString().Trim();
        var isName = name is not ("" or "." or "..") && Encoding.UTF8.GetByteCount(name) <= Limits.FileNameBytes;
        return isName ? name : throw new ChatException(ErrorCode.FileNameInvalid);
    }

    /// <summary>The name for the receiver's disk: without what Windows keeps for itself.</summary>
    /// <param name="name">A clean name.</param>
    /// <returns>A name that is safe in any folder, perhaps a little longer.</returns>
    public static string ForDownload(string name)
    {
        var safe = Forbidden().Replace(name, "_").TrimEnd('.', ' ');
        return safe.Length == 0 || Device().IsMatch(safe) ? "_" + safe : safe;
    }

    private static bool IsHarmless(Rune rune) =>
        Rune.GetUnicodeCategory(rune)
            is not (UnicodeCategory.Control or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator)
        && rune.Value is not (0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069) or 0xFEFF);

    [GeneratedRegex("""[<>:"|?*]""")]
    private static partial Regex Forbidden();

    [GeneratedRegex(
        """^(CON|PRN|AUX|NUL|CONIN\$|CONOUT\$|(COM|LPT)[0-9¹²³])\s*(\.|$)""", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Device();
}
