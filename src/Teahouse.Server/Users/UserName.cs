using System.Globalization;
using System.Text;
using Teahouse.Protocol;

namespace Teahouse.Server.Users;

/// <summary>An account's name.</summary>
/// <param name="Shown">As everybody sees it: NFKC-normalised, upper and lower case as typed.</param>
/// <param name="Key">What makes it unique: case-folded as well.</param>
public sealed record UserName(string Shown, string Key)
{
    private const int MarksInARow = 3;

    /// <summary>Checks a name that somebody wants to have.</summary>
    /// <exception cref="ChatException">The rule that it breaks.</exception>
    public static UserName Parse(string typed)
    {
        if (typed.Length == 0) throw new ChatException(ErrorCode.CredentialsMissing);
        // Normalising makes a letter into eighteen at most, and a typed name is never so long.
        if (typed.Length > 4 * Limits.NameLetters) throw new ChatException(ErrorCode.NameTooLong);
        var shown = Normalise(typed);
        if (shown is null || !IsAllowed(shown)) throw new ChatException(ErrorCode.NameForbiddenCharacter);
        if (shown.EnumerateRunes().Count() > Limits.NameLetters) throw new ChatException(ErrorCode.NameTooLong);
        return new UserName(shown, Fold(shown));
    }

    /// <summary>The key to look for a name that somebody typed; null for one that no account can have.</summary>
    public static string? KeyOf(string typed) =>
        typed.Length <= 4 * Limits.NameLetters && Normalise(typed) is { } shown ? Fold(shown) : null;

    private static string? Normalise(string typed)
    {
        try
        {
            return typed.Normalize(NormalizationForm.FormKC);
        }
        catch (ArgumentException)
        {
            // Half of a surrogate pair, or a code point that is none.
            return null;
        }
    }

    /// <summary>Folds until nothing changes: lower case may need normalising again, and the other way round.</summary>
    private static string Fold(string shown)
    {
        for (var key = shown; ;)
        {
            var folded = key.ToUpperInvariant().ToLowerInvariant().Normalize(NormalizationForm.FormKC);
            if (folded == key) return key;
            key = folded;
        }
    }

    private static bool IsAllowed(string shown)
    {
        var marks = MarksInARow;
        foreach (var rune in shown.EnumerateRunes())
        {
            if (IsMark(rune))
            {
                // A mark needs a letter to stand on, and no script piles up more than a few.
                if (++marks > MarksInARow) return false;
            }
            else if (IsLetter(rune)) marks = 0;
            else if (IsDigitOrPoint(rune)) marks = MarksInARow;
            else return false;
        }
        return true;
    }

    private static bool IsMark(Rune rune) =>
        Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark && !IsInvisible(rune);

    private static bool IsLetter(Rune rune) => Rune.IsLetter(rune) && !IsInvisible(rune);

    private static bool IsDigitOrPoint(Rune rune) =>
        rune.Value is '.' or '_' or '-' || Rune.GetUnicodeCategory(rune) == UnicodeCategory.DecimalDigitNumber;

    /// <summary>
    /// Letters and marks that show nothing: Hangul fillers, Khmer inherent vowels, the grapheme joiner, variation selectors.
    /// </summary>
    private static bool IsInvisible(Rune rune) => rune.Value is
        0x034F or 0x115F or 0x1160 or 0x17B4 or 0x17B5 or (>= 0x180B and <= 0x180F) or 0x3164 or 0xFFA0 or
        (>= 0xFE00 and <= 0xFE0F) or (>= 0xE0000 and <= 0xE0FFF);
}
