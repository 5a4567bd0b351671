using System.Reflection;
using Teahouse.Protocol;

namespace Teahouse.Server.Users;

/// <summary>What a password must be: long enough, not endless, and none of those that everybody tries first.</summary>
internal static class PasswordRule
{
    private static readonly HashSet<string> Common = ReadCommon();

    /// <summary>Checks a new password.</summary>
    /// <exception cref="ChatException">The rule that it breaks.</exception>
    public static void Check(string password, string name)
    {
        if (password.Length == 0) throw new ChatException(ErrorCode.CredentialsMissing);
        if (password.Length > 2 * Limits.PasswordMax) throw new ChatException(ErrorCode.PasswordTooLong);
        if (!IsText(password)) throw new ChatException(ErrorCode.Malformed);
        var characters = password.EnumerateRunes().Count();
        if (characters < Limits.PasswordMin) throw new ChatException(ErrorCode.PasswordTooShort);
        if (characters > Limits.PasswordMax) throw new ChatException(ErrorCode.PasswordTooLong);
        if (Common.Contains(password) || password.Equals(name, StringComparison.OrdinalIgnoreCase))
            throw new ChatException(ErrorCode.PasswordTooCommon);
    }

    /// <summary>Whether it has no half of a surrogate pair, which could not be normalised.</summary>
    public static bool IsText(string password)
    {
        for (var rest = password.AsSpan(); rest.Length > 0;)
        {
            if (System.Text.Rune.DecodeFromUtf16(rest, out _, out var length) != System.Buffers.OperationStatus.Done) return false;
            rest = rest[length..];
        }
        return true;
    }

    private static HashSet<string> ReadCommon()
    {
        using var list = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream("common-passwords.txt")!);
        var words = list.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return new HashSet<string>(words, StringComparer.OrdinalIgnoreCase);
    }
}
