using Teahouse.Browser.Tests.Kit;

namespace Teahouse.Browser.Tests.Rows;

/// <summary>The rows of the original (mission.md), each with two people in two browsers, in both languages.</summary>
public abstract class RowTests(Chromium browsers)
{
    /// <summary>The languages that ship.</summary>
    public static TheoryData<string> Languages => ["zh-CN", "en"];

    protected Chromium Browsers { get; } = browsers;

    /// <summary>Ada's side speaks this language, Linus's the other one.</summary>
    protected Task<House> Open(string language = "zh-CN") => House.Open(Browsers, language);

    /// <summary>Ada and Linus, logged in side by side.</summary>
    protected static async Task<(Guest Ada, Guest Linus)> Meet(House house)
    {
        var ada = house.Enter(People.Ada);
        var linus = house.Enter(People.Linus);
        return (await ada, await linus);
    }
}
