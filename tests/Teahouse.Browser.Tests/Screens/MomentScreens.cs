using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Screens;

/// <summary>What stands on the page for a moment only.</summary>
internal static class MomentScreens
{
    /// <summary>In the public room: why no file can be sent there, and a long text that is being written.</summary>
    public static async Task VisitPublic(Guest ada, Camera camera)
    {
        await ada.Open(null);
        // It is greyed, and says why when it is clicked.
        await ada.Find("send-file").ClickAsync(new() { Force = true });
        await Expect(ada.Find("file-reason")).ToHaveClassAsync("reason");
        await camera.Shoot(ada, "public-file-reason");
        await Drag(ada, "public-drop", camera);
        await ada.Find("message-input").FillAsync(string.Join('\n', Enumerable.Range(1, 12).Select(i => $"{i}. 茶杯 · cups")));
        await camera.Shoot(ada, "composer-full");
        await ada.Find("message-input").FillAsync("");
    }

    /// <summary>Between two people: a file above the page, and one of them writing.</summary>
    public static async Task VisitPrivate(Guest ada, Guest linus, Camera camera)
    {
        await Drag(ada, "private-drop", camera);
        using var end = new CancellationTokenSource();
        var writing = WriteUntil(linus, end.Token);
        await Expect(ada.Find("room-subtitle")).ToHaveClassAsync("typing");
        await camera.Shoot(ada, "typing");
        await end.CancelAsync();
        await writing;
        await linus.Find("message-input").FillAsync("");
    }

    private static async Task Drag(Guest ada, string screen, Camera camera)
    {
        var files = await CarriedFiles.Drag(ada, "茶单.txt");
        await Expect(ada.Find("drop-zone")).ToBeVisibleAsync();
        await camera.Shoot(ada, screen);
        await CarriedFiles.Leave(ada, files);
        await Expect(ada.Find("drop-zone")).ToBeHiddenAsync();
    }

    private static async Task WriteUntil(Guest linus, CancellationToken end)
    {
        while (!end.IsCancellationRequested)
        {
            await linus.Find("message-input").PressSequentiallyAsync("写");
            await Task.Delay(500, CancellationToken.None);
        }
    }
}
