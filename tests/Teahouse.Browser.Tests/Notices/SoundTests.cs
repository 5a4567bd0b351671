using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Notices;

/// <summary>
/// What somebody chose to be told of, at once and after a reload. The system's notification comes right after the sound: where it
/// has come, it is certain whether there was a sound, and silence needs no waiting.
/// </summary>
public sealed class SoundTests(Chromium browsers)
{
    /// <summary>Counts the tones, of which two make one sound, keeps the notifications, and lets nobody look at the page.</summary>
    private const string Watch = """
        window.tones = 0;
        window.notices = [];
        const start = OscillatorNode.prototype.start;
        OscillatorNode.prototype.start = function (...when) { window.tones++; return start.apply(this, when); };
        window.Notification = class extends Notification {
          constructor(title, options) { super(title, options); window.notices.push(title); }
        };
        document.hasFocus = () => false;
        """;

    [Fact]
    public async Task Without_the_sound_the_system_alone_tells_of_a_message_also_after_a_reload()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await EnterWatched(house);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var pair = await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));

        await Turn(ada, "alerts-sound", on: false);
        await linus.Say("without a sound", pair.Id);
        await Heard(ada, tones: 0, People.Linus);

        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await linus.Say("nor after the reload", pair.Id);
        await Heard(ada, tones: 0, People.Linus);

        await Turn(ada, "alerts-sound", on: true);
        await linus.Say("with a sound again", pair.Id);
        await Heard(ada, tones: 2, People.Linus, People.Linus);
    }

    [Fact]
    public async Task Who_wants_to_hear_all_of_the_public_room_hears_it_also_after_a_reload()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await EnterWatched(house);
        await using var linus = await (await house.Register(People.Linus)).Open();
        await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));
        var title = $"{People.Linus} · {ada.Text("room.public")}";

        await Expect(ada.Find("bell")).ToHaveAttributeAsync("aria-pressed", "false");
        await ada.Find("bell").ClickAsync();
        await Expect(ada.Find("bell")).ToHaveAttributeAsync("aria-pressed", "true");
        // Nobody looks at the public room while this stands open.
        await ada.Open(People.Linus);
        await linus.Say("said to all");
        await Heard(ada, tones: 2, title);

        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await linus.Say("said to all once more");
        await Heard(ada, tones: 2, title);
        await ada.Open(null);
        await Expect(ada.Find("bell")).ToHaveAttributeAsync("aria-pressed", "true");
    }

    [Fact]
    public async Task Who_is_not_to_be_disturbed_is_told_nothing_also_after_a_reload_until_the_button_ends_it()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await EnterWatched(house);
        await using var linus = await (await house.Register(People.Linus)).Open();
        var pair = await linus.Call<Protocol.Conversation>("OpenConversation", new Protocol.OpenConversation(1));

        await Turn(ada, "alerts-quiet", on: true);
        await IsLeftAloneUntilTheButton(unread: 1);

        await Turn(ada, "alerts-quiet", on: true);
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await IsLeftAloneUntilTheButton(unread: 3);

        async Task IsLeftAloneUntilTheButton(int unread)
        {
            await Expect(ada.Find("quiet")).ToBeVisibleAsync();
            await linus.Say("in the quiet", pair.Id);
            await ada.HasUnread(People.Linus, unread);
            await ada.Find("quiet").ClickAsync();
            await Expect(ada.Find("quiet")).ToHaveCountAsync(0);
            await linus.Say("after it", pair.Id);
            await Heard(ada, tones: 2, People.Linus);
        }
    }

    private static async Task<Guest> EnterWatched(House house)
    {
        var ada = await house.Enter(People.Ada, options => options.Permissions = ["notifications"], house.Server.Url);
        await ada.Context.AddInitScriptAsync(Watch);
        await ada.Page.EvaluateAsync("() => {" + Watch + "}");
        await Turn(ada, "alerts-system", on: true);
        return ada;
    }

    private static async Task Turn(Guest ada, string setting, bool on)
    {
        await ada.Find("settings").ClickAsync();
        await Expect(ada.Find(setting)).ToBeCheckedAsync(new() { Checked = !on });
        await ada.Find(setting).SetCheckedAsync(on);
        await Expect(ada.Find(setting)).ToBeCheckedAsync(new() { Checked = on });
        await ada.Find("settings-close").ClickAsync();
        await Expect(ada.Find("settings-dialog")).ToHaveCountAsync(0);
    }

    /// <summary>All that this page has told since it was loaded.</summary>
    private static async Task Heard(Guest ada, int tones, params string[] titles)
    {
        await ada.Page.WaitForFunctionAsync("count => window.notices.length >= count", titles.Length);
        Assert.Equal(titles, await ada.Page.EvaluateAsync<string[]>("() => window.notices"));
        Assert.Equal(tones, await ada.Page.EvaluateAsync<int>("() => window.tones"));
    }
}
