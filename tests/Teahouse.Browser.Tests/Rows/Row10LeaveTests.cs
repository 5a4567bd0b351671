using Teahouse.Browser.Tests.Kit;

namespace Teahouse.Browser.Tests.Rows;

public sealed class Row10LeaveTests(Chromium browsers) : RowTests(browsers)
{
    [Fact]
    public async Task Row_10_closing_the_last_window_is_seen_by_the_others()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        var second = await linus.OpenSecondWindow();
        await second.IsInside();
        await ada.Open(People.Linus);
        await ada.SeesThatIs(People.Linus, online: true);

        await second.Page.CloseAsync();
        await ada.Say("are you there?");
        await linus.HasUnread(People.Ada, 1);
        await ada.SeesThatIs(People.Linus, online: true);
        await linus.Page.CloseAsync();

        await ada.SeesThatIs(People.Linus, online: false);
    }

    [Fact]
    public async Task Row_10_a_killed_browser_is_noticed()
    {
        await using var house = await Open("en");
        var ada = await house.Enter(People.Ada);
        var linus = await house.Register(People.Linus);
        await using var browser = await Browsers.Another();
        var guest = await Guest.At(await browser.NewContextAsync(new() { Locale = "en" }), house.Url, linus.Name, "en");
        await guest.Login();
        await guest.Open(People.Ada);
        await guest.Say("hi");
        await ada.SeesThatIs(People.Linus, online: true);

        await browser.CloseAsync();

        await ada.SeesThatIs(People.Linus, online: false);
    }
}
