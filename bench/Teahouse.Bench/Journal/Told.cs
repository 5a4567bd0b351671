using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Teahouse.Protocol;

namespace Teahouse.Bench.Journal;

/// <summary>An event's body as one text that fits into a journal.</summary>
internal static class Told
{
    private const int Longest = 300;
    private const int Beginning = 50;

    /// <summary>A message as it reads, everything else as its JSON; see <see cref="Short"/>.</summary>
    public static string Of(EventBody body) =>
        Short(body is TextMessage message ? message.Text : JsonSerializer.Serialize(body, Wire.Tolerant));

    /// <summary>A long text is its beginning and its SHA-256.</summary>
    public static string Short(string text) => text.Length <= Longest
        ? text
        : $"{text[..Beginning]}… {Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
}
