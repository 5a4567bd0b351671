using System.Globalization;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Presence;

public sealed class AgreementTests(Chromium browsers)
{
    /// <summary>Ten times what is promised.</summary>
    private const int MostMs = 10_000;

    [Fact]
    public async Task Two_windows_of_one_person_soon_agree_on_what_is_unread_whichever_of_them_reads()
    {
        await using var house = await House.Open(browsers, "en");
        var first = await house.Enter(People.Ada);
        var second = await first.OpenSecondWindow();
        await second.IsInside();
        await using var linus = await (await house.Register(People.Linus)).Open();
        var pair = await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));

        await linus.Say("one", pair.Id);
        await Agree(People.Linus, 1);
        await linus.Say("two", pair.Id);
        await Agree(People.Linus, 2);
        await first.Page.BringToFrontAsync();
        await first.Open(People.Linus);
        await Agree(People.Linus, 0);

        await second.Page.BringToFrontAsync();
        await second.Open(People.Linus);
        await linus.Say("to all");
        await Agree(null, 1);
        await second.Open(null);
        await Agree(null, 0);

        async Task Agree(string? person, int unread)
        {
            Task[] both = [Shows(first, person, unread), Shows(second, person, unread)];
            await Task.WhenAny(both);
            // From here on the one shows it, and the other has to follow.
            await Task.WhenAll(both).WaitAsync(TimeSpan.FromMilliseconds(MostMs), TestContext.Current.CancellationToken);
            await first.HasUnread(person, unread);
            await second.HasUnread(person, unread);
        }
    }

    private static Task Shows(Guest guest, string? person, int unread) =>
        Expect(guest.Row(person)).ToHaveAttributeAsync("data-unread", unread.ToString(CultureInfo.InvariantCulture));
}
