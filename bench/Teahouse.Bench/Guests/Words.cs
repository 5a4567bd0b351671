namespace Teahouse.Bench.Guests;

/// <summary>What a crowd says: no text twice, short and long, in several scripts, with what is apt to be mangled on the way.</summary>
internal static class Words
{
    private static readonly string[] Phrases =
    [
        "午饭?", "ok", "Shall we meet at the gate at five?", "我在三楼等你，顺便把钥匙带上。", "👩‍👩‍👧‍👦 🍵",
        "</script> \" ' \\ \u2028 & {\"text\":1}", "a\nb\n\nc", "e\u0301 \u200f‮rtl", new string('茶', 200),
    ];

    /// <summary>A long text unlike every other.</summary>
    public static string Long() => Guid.NewGuid().ToString("N") + new string('茶', 3_000);

    /// <summary>A text unlike every other.</summary>
    public static string Next() => $"{Guid.NewGuid():N} {Phrases[Random.Shared.Next(Phrases.Length)]}";
}
