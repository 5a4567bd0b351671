using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Screens;

/// <summary>The login and what comes before the first conversation.</summary>
internal static class Entrance
{
    /// <summary>Ada comes in as the first one.</summary>
    public static async Task<Guest> Visit(House house, Camera camera)
    {
        var ada = await house.Arrive(People.Ada);
        await camera.Shoot(ada, "login");

        await ada.FillIn(People.Ada, "not her password");
        await ada.Find("login-button").ClickAsync();
        await Expect(ada.Find("login-message")).ToHaveTextAsync(ada.Text("error.2008"));
        await camera.Shoot(ada, "login-refused");

        await ada.FillIn(People.Ada, People.Password);
        await ada.Find("register-button").ClickAsync();
        await Expect(ada.Find("login-message")).ToContainTextAsync(ada.Text("login.registered"));
        await camera.Shoot(ada, "login-registered");

        await ada.Context.RouteAsync("**/api/login", route => route.AbortAsync("connectionrefused"));
        await ada.Find("login-button").ClickAsync();
        await Expect(ada.Find("login-message")).ToHaveTextAsync(ada.Text("login.unreachable"));
        await camera.Shoot(ada, "login-unreachable");
        await ada.Context.UnrouteAllAsync();
        await ada.IsInside();

        await camera.Shoot(ada, "public-empty");
        await camera.Shoot(ada, "people-nobody", arrange: () => ada.Find("back").ClickAsync());
        await ada.Open(null);
        await Skeleton(house, ada, camera);
        return ada;
    }

    private static async Task Skeleton(House house, Guest ada, Camera camera)
    {
        var page = await ada.Context.NewPageAsync();
        await page.RouteAsync("**/_framework/dotnet*", _ => { });
        await page.GotoAsync(house.Url.ToString(), new() { WaitUntil = WaitUntilState.Commit });
        await Expect(page.Locator("[data-test='skeleton']")).ToBeVisibleAsync();
        await camera.Shoot(page, ada.Language, "skeleton");
        await page.CloseAsync();
    }
}
