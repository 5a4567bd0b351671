using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Screens;

/// <summary>The dialogs that open from the corners of the page.</summary>
internal static class DialogScreens
{
    private static readonly (string Button, string Dialog)[] Doors =
    [
        ("find", "jump-dialog"), ("shortcuts", "shortcuts-dialog"), ("settings", "settings-dialog"), ("change-password", "password-dialog"),
        ("logout", "logout-dialog"),
    ];

    /// <summary>Opens each, and the password's a second time with a mistake in it.</summary>
    public static async Task Visit(Guest ada, Camera camera)
    {
        foreach (var (button, dialog) in Doors)
        {
            await ada.Find(button).ClickAsync();
            await Expect(ada.Find(dialog)).ToBeVisibleAsync();
            await camera.Shoot(ada, dialog);
            if (dialog == "jump-dialog") await Search(ada, camera);
            if (dialog == "password-dialog") await Mistype(ada, camera);
            if (dialog == "settings-dialog") await LookAtSessions(ada, camera);
            if (dialog == "settings-dialog") await ada.Find("alerts-quiet").CheckAsync();
            await ada.Page.Keyboard.PressAsync("Escape");
            await Expect(ada.Find(dialog)).ToBeHiddenAsync();
            if (dialog == "settings-dialog") await RestFromAlerts(ada, camera);
        }
    }

    private static async Task Search(Guest ada, Camera camera)
    {
        await ada.Find("jump-input").FillAsync("w");
        await Expect(ada.Find("jump-entry")).ToHaveCountAsync(2);
        await camera.Shoot(ada, "jump-dialog-found");
        await ada.Find("jump-input").FillAsync("xyz");
        await Expect(ada.Find("jump-none")).ToBeVisibleAsync();
        await camera.Shoot(ada, "jump-dialog-none");
    }

    private static async Task LookAtSessions(Guest ada, Camera camera)
    {
        await ada.Find("sessions").ClickAsync();
        await Expect(ada.Find("session").First).ToBeVisibleAsync();
        await camera.Shoot(ada, "sessions-dialog");
        await ada.Page.Keyboard.PressAsync("Escape");
        await Expect(ada.Find("sessions-dialog")).ToBeHiddenAsync();
    }

    private static async Task RestFromAlerts(Guest ada, Camera camera)
    {
        await camera.Shoot(ada, "people-quiet", arrange: () => ada.Find("back").ClickAsync());
        await ada.Find("quiet").ClickAsync();
        await ada.Open(TalkScreens.Away);
    }

    private static async Task Mistype(Guest ada, Camera camera)
    {
        var fields = ada.Find("password-dialog").Locator("input[type=password]");
        await fields.Nth(0).FillAsync(People.Password);
        await fields.Nth(1).FillAsync("one new password");
        await fields.Nth(2).FillAsync("another new password");
        await ada.Page.Keyboard.PressAsync("Enter");
        await Expect(ada.Page.GetByText(ada.Text("password.different"))).ToBeVisibleAsync();
        await camera.Shoot(ada, "password-dialog-different");
    }
}
