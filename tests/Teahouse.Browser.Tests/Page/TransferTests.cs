using System.Security.Cryptography;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using Teahouse.Protocol;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>When a transfer begins, where it belongs, and what is left of it when it is ended on the way.</summary>
public sealed class TransferTests(Chromium browsers) : RowTests(browsers)
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task A_running_transfer_that_either_side_cancels_ends_on_both_and_leaves_nothing_at_the_server()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        var spool = Path.Combine(house.Server.Folder, "spool");
        // The last chunk is on its way for ever.
        await ada.Context.RouteAsync($"**/api/files/*/bytes/{8 * MiB}", _ => { });

        foreach (var (name, canceller, other) in ((string, Guest, Guest)[])[("我不发了.bin", ada, linus), ("我不要了.bin", linus, ada)])
        {
            await ada.Offer(Made(name));
            var download = await linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());
            foreach (var guest in (Guest[])[ada, linus]) await HasMoved(guest, name, 8 * MiB);
            Assert.NotEmpty(Directory.GetFiles(spool));

            await canceller.Card(name).Locator("[data-test='file-cancel']").ClickAsync();

            await canceller.SeesFile(name, "cancelled");
            await canceller.SeesStatus(name, canceller.Text("file.cancelledByMe"));
            await other.SeesFile(name, "cancelled");
            await other.SeesStatus(name, other.Text("file.cancelledByPeer"));
            Assert.NotNull(await download.FailureAsync());
            await IsEmptied(spool);
        }
    }

    [Fact]
    public async Task A_file_on_its_way_to_one_person_reaches_them_while_another_conversation_stands_open_and_does_not_follow_there()
    {
        const string name = "录音.flac";
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await using var 张三 = await (await house.Register(People.张三)).Open();
        await ada.Open(People.Linus);
        var goOn = new TaskCompletionSource();
        await ada.Context.RouteAsync("**/api/files/*/bytes/*", async route =>
        {
            if (!route.Request.Url.EndsWith("/0", StringComparison.Ordinal)) await goOn.Task;
            await route.ContinueAsync();
        });
        var file = Made(name);
        await ada.Offer(file);
        var download = await linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());
        await HasMoved(ada, name, 4 * MiB);

        await ada.Open(People.张三);
        await ada.Say("在吗?");
        await Expect(ada.Messages("在吗?")).ToHaveAttributeAsync("data-state", "sent");
        goOn.SetResult();

        var saved = await download.PathAsync();
        Assert.True(file.Buffer.AsSpan().SequenceEqual(File.ReadAllBytes(saved)));
        // Told, as she does not look at the card.
        await Expect(ada.Find("notice")).ToContainTextAsync(ada.Text("file.noticeDoneMine", ("name", People.Linus), ("file", name)));
        await Expect(ada.Find("room-title")).ToHaveTextAsync(People.张三);
        await Expect(ada.Find("file-card")).ToHaveCountAsync(0);
        Assert.DoesNotContain(张三.Heard<EventBatch>(), batch => batch.Events.Any(e => e.Body is FileEvent));
        await ada.Open(People.Linus);
        await ada.SeesFile(name, "done");
        await Expect(ada.Find("file-card")).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task What_is_dropped_or_pasted_on_a_private_conversation_is_offered_to_nobody_before_it_is_sent()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        (string Way, Func<Task> Carry)[] ways =
        [
            ("dropped", async () => await CarriedFiles.Drop(ada, await CarriedFiles.Drag(ada, "茶单.txt"))),
            ("pasted", () => Paste(ada, "茶单.txt")),
        ];

        foreach (var (way, carry) in ways)
        {
            await carry();
            await Expect(ada.Find("send-entry")).ToHaveCountAsync(1);
            await linus.Say($"while it is {way}");
            await ada.Sees($"while it is {way}");
            await HaveCards(0);
            await ada.Page.Keyboard.PressAsync("Escape");
            await Expect(ada.Find("send-dialog")).ToBeHiddenAsync();
            // An offer that was made before would have come before this.
            await ada.Say($"{way} and put back");
            await linus.Sees($"{way} and put back");
            await HaveCards(0);
        }

        await ways[^1].Carry();
        await ada.Find("send-confirm").ClickAsync();
        foreach (var guest in (Guest[])[ada, linus]) await guest.SeesFile("茶单.txt", "offered");
        await HaveCards(1);

        async Task HaveCards(int count)
        {
            foreach (var guest in (Guest[])[ada, linus]) await Expect(guest.Find("file-card")).ToHaveCountAsync(count);
            await Expect(linus.Find("offer-dialog")).ToHaveCountAsync(count);
        }
    }

    private static Task HasMoved(Guest guest, string name, int bytes) =>
        Expect(guest.Card(name).Locator("[data-test='file-progress']")).ToHaveAttributeAsync("data-moved", $"{bytes}");

    /// <summary>The server frees what has ended after it has told so.</summary>
    private static async Task IsEmptied(string spool)
    {
        for (var i = 0; i < 200 && Directory.GetFiles(spool).Length > 0; i++)
            await Task.Delay(50, TestContext.Current.CancellationToken);
        Assert.Empty(Directory.GetFiles(spool));
    }

    private static async Task Paste(Guest guest, string name)
    {
        var files = await CarriedFiles.Of(guest, name);
        await files.EvaluateAsync(
            """
            files => {
              const event = new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true });
              document.querySelector("[data-composer]").dispatchEvent(event);
            }
            """);
    }

    /// <summary>Three chunks.</summary>
    private static FilePayload Made(string name) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = RandomNumberGenerator.GetBytes(9 * MiB) };
}
