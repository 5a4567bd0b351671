using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Notices;

public sealed class IconTests(Chromium browsers)
{
    /// <summary>The window's icon, point by point.</summary>
    private const string PointsOfIcon = """
        async () => {
          const picture = new Image(64, 64);
          picture.src = document.getElementById("icon").href;
          await picture.decode();
          const pen = Object.assign(document.createElement("canvas"), { width: 64, height: 64 }).getContext("2d");
          pen.drawImage(picture, 0, 0, 64, 64);
          return pen.getImageData(0, 0, 64, 64).data.join();
        }
        """;

    [Fact]
    public async Task The_icon_carries_the_count_and_not_only_a_dot_in_all_windows_until_one_of_them_reads()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Enter(People.Ada);
        var second = await ada.OpenSecondWindow();
        await second.IsInside();
        await using var linus = await (await house.Register(People.Linus)).Open();
        var pair = await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));
        var (icon, other) = (ada.Page.Locator("#icon"), second.Page.Locator("#icon"));
        var plain = await other.GetAttributeAsync("href");

        await linus.Say("one", pair.Id);
        await Expect(icon).ToHaveAttributeAsync("type", "image/png");
        await Expect(other).ToHaveAttributeAsync("type", "image/png");
        var (address, otherAddress) = (await icon.GetAttributeAsync("href"), await other.GetAttributeAsync("href"));
        var one = await Points(ada);
        Assert.Equal(one, await Points(second));

        await linus.Say("two", pair.Id);
        await Expect(icon).Not.ToHaveAttributeAsync("href", address!);
        await Expect(other).Not.ToHaveAttributeAsync("href", otherAddress!);
        var two = await Points(ada);
        Assert.Equal(two, await Points(second));
        Assert.True(one != two, "The icon is the same for one unread message and for two.");

        await ada.Page.BringToFrontAsync();
        await ada.Open(People.Linus);
        await Expect(icon).ToHaveAttributeAsync("href", plain!);
        await Expect(other).ToHaveAttributeAsync("href", plain!);

        static Task<string> Points(Guest guest) => guest.Page.EvaluateAsync<string>(PointsOfIcon);
    }
}
