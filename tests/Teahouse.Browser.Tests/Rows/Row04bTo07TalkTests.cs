using System.Globalization;
using System.Text.RegularExpressions;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Rows;

public sealed class Row04bTo07TalkTests(Chromium browsers) : RowTests(browsers)
{
    [Fact]
    public async Task Row_4b_everybody_sees_the_public_room_and_who_is_elsewhere_sees_the_mark()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await linus.Open(People.Ada);

        await ada.Say("大家好");
        await ada.Say("hello everybody");

        await ada.Sees("大家好");
        await linus.HasUnread(null, 2);
        await linus.Open(null);
        await linus.Sees("大家好");
        await linus.Sees("hello everybody");
        await linus.HasUnread(null, 0);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_4b_the_file_button_is_grey_in_the_public_room_and_says_why(string language)
    {
        await using var house = await Open(language);
        var ada = await house.Enter(People.Ada);

        await Expect(ada.Find("send-file")).ToHaveAttributeAsync("aria-disabled", "true");
        await Expect(ada.Find("send-file")).ToHaveAttributeAsync("title", ada.Text("file.publicReason"));
        await Expect(ada.Find("file-reason")).ToHaveTextAsync(ada.Text("file.publicReason"));
    }

    [Fact]
    public async Task Row_5_a_click_opens_the_private_conversation_with_its_history()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await ada.Say("just for you");
        await linus.HasUnread(People.Ada, 1);

        await linus.Open(People.Ada);

        await linus.Sees("just for you");
        await linus.Open(null);
        await linus.Sees("just for you", times: 0);
    }

    [Fact]
    public async Task Row_5_somebody_offline_can_be_written_to_and_gets_it_when_they_return()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await ada.Say("one");
        await linus.HasUnread(People.Ada, 1);
        await linus.DisposeAsync();
        await ada.SeesThatIs(People.Linus, online: false);

        await ada.Say("two");
        await Expect(ada.Messages("two")).ToHaveAttributeAsync("data-state", "sent");

        var again = await house.Enter(People.Linus);
        await again.HasUnread(People.Ada, 2);
        await again.Open(People.Ada);
        await again.Sees("one");
        await again.Sees("two");
    }

    [Fact]
    public async Task Row_6_a_message_appears_at_once_and_gets_its_mark_when_stored()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);

        await ada.Find("message-input").FillAsync("发送");
        await ada.Find("message-input").PressAsync("Enter");

        await Expect(ada.Messages("发送")).ToHaveAttributeAsync("data-state", "sent");
        await Expect(ada.Find("message-input")).ToHaveValueAsync("");
        await linus.Sees("发送");
        await ada.Sees("发送");
    }

    [Fact]
    public async Task Row_6_without_a_connection_a_message_waits_and_is_sent_by_itself_exactly_once()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await house.Server.Stop();
        await Expect(ada.Find("banner")).ToBeVisibleAsync();

        await ada.Say("still here?");
        await Expect(ada.Messages("still here?")).ToHaveAttributeAsync("data-state", new Regex("waiting|sending"));
        await house.Server.StartAgain();

        await Expect(ada.Messages("still here?")).ToHaveAttributeAsync("data-state", "sent");
        await linus.Sees("still here?");
        await ada.Sees("still here?");
        await Expect(ada.Find("banner")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Row_6_what_waits_outlives_a_reload_of_the_page()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await house.Server.Stop();
        await Expect(ada.Find("banner")).ToBeVisibleAsync();
        await ada.Say("kept in this browser");
        await Expect(ada.Messages("kept in this browser")).ToHaveCountAsync(1);
        await house.Server.StartAgain();
        await ada.Page.ReloadAsync();

        await linus.Sees("kept in this browser");
        await ada.Sees("kept in this browser");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_6_a_message_that_is_too_long_is_said_before_it_is_sent(string language)
    {
        await using var house = await Open(language);
        var ada = await house.Enter(People.Ada);

        await ada.Find("message-input").FillAsync(new string('茶', 8_001));

        await Expect(ada.Find("composer-hint")).ToContainTextAsync(8_001.ToString(CultureInfo.InvariantCulture));
        await Expect(ada.Find("send")).ToBeDisabledAsync();
        await ada.Find("message-input").FillAsync(new string('茶', 8_000));
        await ada.Find("send").ClickAsync();
        await Expect(ada.Find("message")).ToHaveAttributeAsync("data-state", "sent");
    }

    [Fact]
    public async Task Row_7_unread_shows_at_the_name_and_in_the_title_and_goes_in_all_windows()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        var second = await linus.OpenSecondWindow();
        await second.IsInside();
        await ada.Open(People.Linus);

        await ada.Say("1");
        await ada.Say("2");

        await linus.HasUnread(People.Ada, 2);
        await second.HasUnread(People.Ada, 2);
        await Expect(second.Page).ToHaveTitleAsync(new Regex("2"));
        await second.Page.BringToFrontAsync();
        await second.Open(People.Ada);
        await second.HasUnread(People.Ada, 0);
        await linus.HasUnread(People.Ada, 0);
        await Expect(linus.Page).Not.ToHaveTitleAsync(new Regex(@"\d"));
    }
}
