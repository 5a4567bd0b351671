using System.Globalization;

namespace Teahouse.Cli;

/// <summary>What the command says: Chinese on a Chinese system, English on an English one, else both.</summary>
internal static partial class Texts
{
    /// <summary>In both languages always: whoever reads it may not be the one who set the system up.</summary>
    public static string Unreachable(Uri server) =>
        $"连接不到服务器 {server}，正在重试…… · The server at {server} does not answer, trying again …";

    public static string NotTeahouse(Uri server) =>
        Say($"{server} 有应答，但不是茶馆服务器。", $"Something answers at {server}, but it is no Teahouse server.");

    public static string BadAddress(string text) => Say($"这不是服务器地址：{text}", $"This is no server's address: {text}");

    public static string BadProfile =>
        Say("配置名只能用字母、数字、“.”、“_”和“-”。", "A profile's name has letters, digits, \".\", \"_\" and \"-\" only.");

    public static string ProfileInUse(string profile) => Say(
        $"配置 {profile} 已有打开的窗口，新窗口归它所有。第二个人请用 --profile 名字。",
        $"The profile {profile} has a window open already, and the new one belongs to it. For a second person: --profile NAME.");

    public static string NoWindow(Browser browser, string trouble) => Say(
        $"{browser.Executable} 没能打开窗口：{trouble}", $"{browser.Executable} could not open a window: {trouble}");

    public static string DefaultBrowser(Uri server) => Say(
        $"没有找到 Edge、Chrome 或 Chromium，已在默认浏览器中打开 {server}。",
        $"Found no Edge, Chrome or Chromium, so {server} was opened in the default browser.");

    public static string NoBrowser(Uri server) => Say(
        $"没有找到浏览器，请在任意浏览器中打开 {server}。", $"Found no browser; open {server} in any browser.");

    private static string Say(string chinese, string english) => CultureInfo.CurrentUICulture.TwoLetterISOLanguageName switch
    {
        "zh" => chinese,
        "en" => english,
        _ => $"{chinese} · {english}",
    };
}
