using System.Text.Json;
using System.Text.RegularExpressions;
using Teahouse.Protocol;

namespace Teahouse.Tests.Repo;

/// <summary>The page's texts in both languages.</summary>
public sealed class TextTests
{
    private static readonly Dictionary<string, string> Chinese = Read("zh-CN");
    private static readonly Dictionary<string, string> English = Read("en");

    [Fact]
    public void Both_languages_have_the_same_texts() => Assert.Equal(Chinese.Keys.Order(), English.Keys.Order());

    [Fact]
    public void No_text_is_empty() => Findings.AssertNone(Chinese.Concat(English).Where(text => string.IsNullOrWhiteSpace(text.Value)));

    [Fact]
    public void Both_languages_fill_in_the_same_values() =>
        Findings.AssertNone(Chinese.Keys.Where(key => !Holes(Chinese[key]).SequenceEqual(Holes(English[key]))));

    [Fact]
    public void Every_code_of_the_protocol_has_a_text() => Findings.AssertNone(
        Enum.GetValues<ErrorCode>().Select(code => (int)code).Concat(Enum.GetValues<GoodbyeCode>().Select(code => (int)code))
            .Where(code => !English.ContainsKey($"error.{code}")));

    [Fact]
    public void The_static_page_says_in_chinese_what_the_dictionary_says() => Findings.AssertNone(
        Regex.Matches(Repository.Read("src/Teahouse.Web/wwwroot/index.html"), @"data-text=""(?<key>[\w.]+)""[^>]*>(?<text>[^<]*)<")
            .Where(shown => Chinese[shown.Groups["key"].Value] != shown.Groups["text"].Value)
            .Select(shown => shown.Value));

    private static IEnumerable<string> Holes(string text) => Regex.Matches(text, @"\{\w+\}").Select(hole => hole.Value).Distinct().Order();

    private static Dictionary<string, string> Read(string language) =>
        JsonSerializer.Deserialize<Dictionary<string, string>>(Repository.Read($"src/Teahouse.Web/wwwroot/texts/{language}.json"))!;
}
