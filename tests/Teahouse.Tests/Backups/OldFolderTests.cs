using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Backups;

/// <summary>An old data folder that somebody copied back by hand, past the commands: the epoch is the same.</summary>
public sealed class OldFolderTests
{
    private const int Before = 5;
    private const int Lost = 3;

    [Theory]
    [InlineData(0)]
    [InlineData(Lost)]
    [InlineData(Lost + 2)]
    public async Task A_window_notices_that_the_log_is_another_one_wherever_that_stands_when_it_returns(int said)
    {
        await using var server = await TestServer.Start();
        using var old = new TempFolder();
        var ada = await server.Enter(People.Ada);
        var linus = await server.Enter(People.Linus);
        await using var window = await Window.Open(server.Url, People.Ada, ada.Token);
        await Say(linus, "before", Before);
        await server.Stop();
        Copy(server.Folder, old.Path);
        await server.StartAgain();
        await Say(linus, "lost", Lost);
        var room = window.Client.PublicRoom!;
        await window.Until(() => room.Timeline.LastSeq == Before + Lost, "has everything");
        window.LoseNetwork();

        await PutBack(server, old);
        await Say(linus, "instead", said);
        await window.Return();

        var head = Before + said;
        await window.Until(() => room.Timeline.Loaded && room.Timeline.LastSeq == head && room.Unread == head, "loads anew");
        await using var fresh = await Window.Open(server.Url, People.Ada, ada.Token);
        Assert.Equal(fresh.Client.PublicRoom!.Timeline.Events, room.Timeline.Events);
        Assert.Equal(head, room.Timeline.Events.Count);
    }

    [Fact]
    public async Task What_waits_for_somebody_never_reaches_somebody_else_whose_conversation_took_the_place()
    {
        await using var server = await TestServer.Start();
        using var old = new TempFolder();
        var ada = await server.Enter(People.Ada);
        await server.Enter(People.Linus);
        var grace = await server.Enter(People.Grace);
        await server.Stop();
        Copy(server.Folder, old.Path);
        await server.StartAgain();
        await using var linus = await (await server.Enter(People.Linus)).Open();
        await using var window = await Window.Open(server.Url, People.Ada, ada.Token);
        var lost = await window.Room(People.Linus);
        window.LoseNetwork();
        await lost.SendAsync("只给 Linus 看");

        await PutBack(server, old);
        await using var graces = await grace.Open();
        var made = await graces.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(ada.Id));
        await window.Return();
        await window.Until(() => lost.Waiting is [{ State: OutboxState.Failed }], "is told that the conversation is gone");

        Assert.Equal(ErrorCode.NotFound, lost.Waiting[0].Reason);
        var page = await graces.Call<EventPage>(nameof(IChatServer.ReadAfter), new ReadAfter(made.Id, 0, Limits.PageEvents));
        Assert.Empty(page.Events);
    }

    private static async Task PutBack(TestServer server, TempFolder old)
    {
        await server.Stop();
        Directory.Delete(server.Folder, recursive: true);
        Copy(old.Path, server.Folder);
        await server.StartAgain();
    }

    private static async Task Say(TestPerson person, string text, int times)
    {
        await using var window = await person.Open();
        for (var i = 1; i <= times; i++) await window.Say($"{text} {i}");
    }

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.EnumerateFiles(from, "*", SearchOption.AllDirectories))
        {
            var target = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }
}
