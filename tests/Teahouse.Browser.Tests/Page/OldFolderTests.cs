using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class OldFolderTests(Chromium browsers)
{
    [Fact, Trait("fault", "old-folder")]
    public async Task When_an_old_data_folder_comes_back_the_page_shows_what_it_has_and_leaves_a_conversation_that_it_lacks()
    {
        using var folder = new TempFolder();
        using var copy = new TempFolder();
        await using var server = await ServerProcess.Start(folder.Path, "--web", House.WebRoot);
        var url = new Uri($"http://{Chromium.Host}:{server.Url.Port}/");
        await using var ada = await Enter(browsers.First, url, People.Ada);
        await using var linus = await Enter(browsers.Second, url, People.Linus);
        await ada.Say("before the copy");
        await linus.Sees("before the copy");

        server.Kill();
        Copy(folder.Path, copy.Path);
        await server.Restart();
        await ada.Say("after the copy");
        await linus.Sees("after the copy");
        await ada.Open(People.Linus);
        await ada.Say("only between us");
        server.Kill();
        Copy(copy.Path, folder.Path);
        await server.Restart();

        await Expect(ada.Find("room-title")).ToHaveTextAsync(ada.Text("room.public"));
        foreach (var guest in (Guest[])[ada, linus])
        {
            await guest.Sees("before the copy");
            await guest.Sees("after the copy", times: 0);
        }
        await linus.Say("after all");
        await ada.Sees("after all");
        await ada.Open(People.Linus);
        await ada.Sees("only between us", times: 0);
    }

    private static async Task<Guest> Enter(Microsoft.Playwright.IBrowser browser, Uri url, string name)
    {
        var guest = await Guest.At(await browser.NewContextAsync(new() { Locale = "zh-CN" }), url, name, "zh-CN");
        await guest.Register();
        return guest;
    }

    private static void Copy(string from, string to)
    {
        foreach (var old in Directory.GetFiles(to)) File.Delete(old);
        foreach (var file in Directory.GetFiles(from)) File.Copy(file, Path.Combine(to, Path.GetFileName(file)));
    }
}
