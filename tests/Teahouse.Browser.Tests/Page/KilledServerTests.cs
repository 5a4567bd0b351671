using System.Text.RegularExpressions;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class KilledServerTests(Chromium browsers)
{
    [Fact, Trait("fault", "killed-server")]
    public async Task After_kill_9_in_the_middle_of_talking_everything_is_there_once()
    {
        using var folder = new TempFolder();
        await using var server = await ServerProcess.Start(folder.Path, "--web", House.WebRoot);
        var url = new Uri($"http://{Chromium.Host}:{server.Url.Port}/");
        await using var ada = await Enter(browsers.First, url, People.Ada);
        await using var linus = await Enter(browsers.Second, url, People.Linus);

        for (var i = 0; i < 5; i++) await ada.Say($"before {i}");
        server.Kill();
        for (var i = 0; i < 5; i++) await ada.Say($"while it is down {i}");
        await Expect(ada.Messages("while it is down 4")).ToHaveAttributeAsync("data-state", new Regex("waiting|sending"));
        await server.Restart();

        for (var i = 0; i < 5; i++)
        {
            foreach (var guest in (Guest[])[ada, linus])
            {
                await guest.Sees($"before {i}");
                await guest.Sees($"while it is down {i}");
            }
        }
        await Expect(ada.Find("message")).ToHaveCountAsync(10);
        await Expect(linus.Find("message")).ToHaveCountAsync(10);
        await Expect(ada.Page.Locator("[data-test='message'][data-state='sent']")).ToHaveCountAsync(10);
    }

    private static async Task<Guest> Enter(Microsoft.Playwright.IBrowser browser, Uri url, string name)
    {
        var guest = await Guest.At(await browser.NewContextAsync(new() { Locale = "zh-CN" }), url, name, "zh-CN");
        await guest.Register();
        return guest;
    }
}
