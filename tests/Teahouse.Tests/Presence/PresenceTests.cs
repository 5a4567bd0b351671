using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Presence;

public sealed class PresenceTests
{
    [Fact]
    public async Task Somebody_is_away_when_nobody_sits_at_any_of_their_windows()
    {
        await using var server = await TestServer.Start();
        await using var ada = await Window.Open(server.Url, People.Ada, (await server.Enter(People.Ada)).Token);
        var linus = await server.Enter(People.Linus);
        await using var desk = await Window.Open(server.Url, People.Linus, linus.Token);
        await using var laptop = await Window.Open(server.Url, People.Linus, linus.Token);
        await ada.Until(() => Linus() is { Online: true, Away: false }, "sees Linus");

        desk.Client.SetAway(true);
        laptop.Client.SetAway(true);
        await ada.Until(() => Linus() is { Online: true, Away: true }, "sees Linus away");

        laptop.LoseNetwork();
        await laptop.Return();
        await ada.Until(() => Linus() is { Online: true, Away: true }, "sees Linus away although a window connected anew");

        desk.Client.SetAway(false);
        await ada.Until(() => Linus() is { Online: true, Away: false }, "sees Linus back");
        await desk.DisposeAsync();
        await ada.Until(() => Linus() is { Online: true, Away: true }, "sees that only the window is left at which nobody sits");

        Person? Linus() => ada.Client.FindPerson(linus.Id);
    }

    [Fact]
    public async Task A_colour_that_somebody_chose_is_seen_by_all_at_once_and_by_who_comes_later_also_after_a_restart()
    {
        await using var server = await TestServer.Start();
        var (ada, linus) = (await server.Enter(People.Ada), await server.Enter(People.Linus));
        await using var desk = await Window.Open(server.Url, People.Ada, ada.Token);
        await using var his = await Window.Open(server.Url, People.Linus, linus.Token);
        await his.Until(() => his.Client.FindPerson(ada.Id) is { Tone: 0 }, "sees Ada without a colour of her own");
        var before = his.Client.Tones;

        await desk.Client.SetToneAsync(5);
        await his.Until(() => his.Client.FindPerson(ada.Id) is { Tone: 5 }, "sees Ada's colour");
        Assert.NotEqual(before, his.Client.Tones);
        await desk.Until(() => desk.Client.FindPerson(ada.Id) is { Tone: 5 }, "sees her own colour");
        foreach (var tone in new[] { -1, Limits.Tones + 1, int.MaxValue })
            Assert.Equal(ErrorCode.Malformed, (await Assert.ThrowsAsync<ChatException>(() => desk.Client.SetToneAsync(tone))).Code);

        await server.Restart();
        await using var later = await linus.Open();
        Assert.Equal(5, Assert.Single(await later.Call<Person[]>(nameof(IChatServer.ListPeople)), p => p.Id == ada.Id).Tone);
        await using var again = await ada.Open();
        Assert.Equal(5, again.Welcome.Me.Tone);
    }

    [Fact]
    public async Task Whoever_comes_later_is_told_of_those_who_left_as_they_left()
    {
        await using var server = await TestServer.Start(options => options with { LeaveGrace = TimeSpan.Zero });
        var (ada, linus) = (await server.Enter(People.Ada), await server.Enter(People.Linus));
        await using (var first = await ada.Open())
            await first.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(linus.Id));

        var (seen, tries) = (0L, 0);
        foreach (var tone in new[] { 3, 6 })
        {
            await using (var his = await linus.Open()) await his.Call(nameof(IChatServer.SetTone), new ToneChoice(tone));
            Person told;
            do
            {
                await using var hers = await ada.Open();
                told = Assert.Single(hers.Welcome.People, person => person.Id == linus.Id);
                Assert.InRange(++tries, 1, 1_000);
            }
            while (told.Online || told.LastSeenAt == null || told.LastSeenAt <= seen);
            Assert.Equal(tone, told.Tone);
            seen = told.LastSeenAt.Value;
        }
    }

    [Fact]
    public async Task Everybody_with_an_open_account_can_be_found_also_who_is_offline_and_was_never_talked_with()
    {
        await using var server = await TestServer.Start();
        await using var ada = await Window.Open(server.Url, People.Ada, (await server.Enter(People.Ada)).Token);
        await using var linus = await Window.Open(server.Url, People.Linus, (await server.Enter(People.Linus)).Token);
        await server.Enter(People.张三);
        await server.Enter(People.Grace);
        Assert.Equal(0, (await ServerProcess.Run("user", "disable", People.Grace, "--data", server.Folder)).ExitCode);

        var people = await ada.Client.ListPeopleAsync();

        Assert.Equal([(People.Ada, true), (People.Linus, true), (People.张三, false)], people.Select(p => (p.Name, p.Online)));
    }

    [Fact]
    public async Task Who_writes_is_told_to_the_others_of_that_conversation_and_passes_with_the_message()
    {
        await using var server = await TestServer.Start();
        await using var ada = await Window.Open(server.Url, People.Ada, (await server.Enter(People.Ada)).Token);
        await using var linus = await Window.Open(server.Url, People.Linus, (await server.Enter(People.Linus)).Token);
        await using var grace = await (await server.Enter(People.Grace)).Open();
        var hers = await ada.Room(People.Linus);
        await hers.SendAsync("午饭?");
        await linus.Sees("午饭?", People.Ada, People.Ada);
        var his = await linus.Room(People.Ada);

        his.NoteTyping();
        await ada.Until(() => hers.Typing is [{ Name: People.Linus }], "sees Linus writing");
        await his.SendAsync("好");
        await ada.Sees("好", People.Linus, People.Linus);

        Assert.Empty(hers.Typing);
        Assert.Empty(his.Typing);
        Assert.Empty(ada.Client.PublicRoom!.Typing);
        await ada.Client.PublicRoom.SendAsync("here");
        await grace.Hear<EventBatch>();
        Assert.Empty(grace.Heard<TypingNow>());
    }
}
