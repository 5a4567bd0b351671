using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>What is shown where there is nothing to show, or where it did not come.</summary>
public sealed class StateTests(Chromium browsers)
{
    [Fact]
    public async Task An_empty_conversation_says_that_it_is_until_somebody_says_something()
    {
        await using var house = await House.Open(browsers, "en");
        await using var linus = await (await house.Register(People.Linus)).Open();
        var ada = await house.Enter(People.Ada);

        await Expect(ada.Find("empty")).ToBeVisibleAsync();
        await Expect(ada.Find("empty")).ToHaveTextAsync(ada.Text("room.empty.public"));
        await linus.Say("good morning");
        await ada.Sees("good morning");
        await Expect(ada.Find("empty")).ToHaveCountAsync(0);

        await ada.Open(People.Linus);
        await Expect(ada.Find("empty")).ToBeVisibleAsync();
        await Expect(ada.Find("empty")).ToHaveTextAsync(ada.Text("room.empty.private", ("name", People.Linus)));
        await ada.Say("tea?");
        await ada.Sees("tea?");
        await Expect(ada.Find("empty")).ToHaveCountAsync(0);
    }

    [Fact]
    public async Task Who_is_alone_reads_the_address_that_others_can_open_and_none_that_leads_them_nowhere()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var address = house.Url.GetLeftPart(UriPartial.Authority);
        await Expect(ada.Find("nobody")).ToHaveTextAsync(ada.Text("people.nobody", ("address", address)));

        var atTheServer = await house.Arrive(People.Ada, url: house.Server.Url);
        await atTheServer.Login();
        await Expect(atTheServer.Find("nobody")).ToHaveTextAsync(ada.Text("people.nobodyHere"));
    }

    [Fact]
    public async Task Messages_that_could_not_be_fetched_are_fetched_when_one_tries_again()
    {
        await using var house = await House.Open(browsers, "en");
        await using (var linus = await (await house.Register(People.Linus)).Open()) await linus.Say("said before");
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        var refused = true;
        await ada.Page.RouteWebSocketAsync("**/live", socket =>
        {
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => server.Send(refused ? AskingForNothing(frame.Text!) : frame.Text!));
        });
        await ada.Login();

        await Expect(ada.Find("load-error")).ToBeVisibleAsync();
        await Expect(ada.Find("load-error")).ToHaveAttributeAsync("role", "alert");
        await Expect(ada.Find("load-error").Locator("p")).ToHaveTextAsync(ada.Text("room.loadFailed"));
        await Expect(ada.Find("load-again")).ToHaveTextAsync(ada.Text("room.tryAgain"));
        await Expect(ada.Find("empty")).ToHaveCountAsync(0);

        refused = false;
        await ada.Find("load-again").ClickAsync();

        await ada.Sees("said before");
        await Expect(ada.Find("load-error")).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("**/js/timeline.*")]
    [InlineData("**/_framework/Teahouse.Web.*")]
    public async Task Without_a_part_of_the_page_one_logs_in_is_told_and_has_it_anew_when_the_part_is_there(string part)
    {
        await using var house = await House.Open(browsers, "en");
        await house.Register(People.Ada);
        await using var ada = await Outsider(house);
        var away = true;
        await ada.Page.RouteAsync(part, route => Answer(route));
        await ada.Page.RouteAsync("**/api/health", route => Answer(route));

        // With the warning the page has noticed.
        await ada.Page.RunAndWaitForConsoleMessageAsync(
            () => ada.Page.ReloadAsync(), new() { Predicate = message => message.Type == "warning" });
        await ada.FillIn(People.Ada, People.Password);
        await Expect(ada.Find("load-failed")).ToBeHiddenAsync();
        await ada.Find("login-button").ClickAsync();

        await Expect(ada.Find("load-failed")).ToBeVisibleAsync();
        await Expect(ada.Find("load-failed")).ToHaveTextAsync(ada.Text("app.loadFailed"));
        await Expect(ada.Find("load-failed")).ToHaveAttributeAsync("role", "alert");

        away = false;
        await ada.IsInside();
        await Expect(ada.Find("load-failed")).ToBeHiddenAsync();

        Task Answer(IRoute route) => away ? route.AbortAsync() : route.ContinueAsync();
    }

    [Fact]
    public async Task A_page_that_failed_says_so_and_loses_nothing_when_it_is_loaded_anew()
    {
        await using var house = await House.Open(browsers, "en");
        await house.Register(People.Ada);
        await using var ada = await Outsider(house);
        await ada.Login();
        await ada.Find("message-input").PressSequentiallyAsync("a draft");
        await Expect(ada.Find("crashed")).ToBeHiddenAsync();

        // Translators and other extensions of browsers take nodes away as well; the next one who comes is put between them.
        await ada.Find("people").EvaluateAsync("list => list.replaceChildren()");
        await using var linus = await (await house.Register(People.Linus)).Open();

        await Expect(ada.Find("crashed")).ToBeVisibleAsync();
        await Expect(ada.Find("crashed")).ToHaveTextAsync($"{ada.Text("app.crashed")} {ada.Text("app.reload")}");
        await ada.Find("crashed").Locator("a").ClickAsync();
        await Expect(ada.Find("crashed")).ToBeHiddenAsync();
        await ada.IsInside();
        await Expect(ada.Find("message-input")).ToHaveValueAsync("a draft");
        await ada.SeesThatIs(People.Linus, online: true);
    }

    /// <summary>Not one of the house's own guests, whose consoles are held to be empty: here .NET complains in it, and should.</summary>
    private async Task<Guest> Outsider(House house) =>
        await Guest.At(await browsers.First.NewContextAsync(new() { Locale = "en" }), house.Url, People.Ada, "en");

    /// <summary>The page's question for messages as one that the server refuses.</summary>
    private static string AskingForNothing(string frame) =>
        Frames.Change(frame, nameof(IChatServer.ReadBefore), $"\"limit\":{Limits.PageEvents}", "\"limit\":0");
}
