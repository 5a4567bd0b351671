using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;

namespace Teahouse.Browser.Tests.Screens;

/// <summary>Pictures of every screen and state, for eyes; `dotnet dev.cs screens` takes them, in minutes.</summary>
public sealed class ScreenTests(Chromium browsers) : RowTests(browsers)
{
    [Fact, Trait("task", "screens")]
    public async Task Every_screen_is_pictured_in_each_language_theme_and_width_and_violates_no_rule_of_axe()
    {
        Directory.CreateDirectory(Camera.Folder).Delete(recursive: true);
        Directory.CreateDirectory(Camera.Folder);
        var camera = new Camera();

        await Task.WhenAll(Visit(camera, "zh-CN"), Visit(camera, "en"));

        string[] found = [$"{camera.Pictures} pictures, {camera.Violations.Count()} violations", .. camera.Violations];
        // The runner keeps for itself what goes to the console.
        await using var terminal = new StreamWriter(Console.OpenStandardOutput());
        foreach (var line in found) await terminal.WriteLineAsync(line);
        Assert.Single(found);
    }

    private async Task Visit(Camera camera, string language)
    {
        await using var house = await Open(language);
        var ada = await Entrance.Visit(house, camera);
        await TalkScreens.Visit(house, ada, camera);
        await DialogScreens.Visit(ada, camera);
        await MomentScreens.VisitPublic(ada, camera);
        await FileScreens.Visit(house, ada, await house.Enter(People.Linus), camera);
        await TalkScreens.LoseTheServer(house, ada, camera);
        await TalkScreens.GrowOld(ada, camera);
    }
}
