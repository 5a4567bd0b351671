using Dapper;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Server.Storage;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Screens;

/// <summary>Files between Ada and Linus: the dialogs, and the cards in every state on both sides.</summary>
internal static class FileScreens
{
    private const int Tall = 1500;
    private const string Photo = "IMG_20261124 茶馆门口的猫和晒着的新茶.jpg";
    private const string Other = "窗边.jpg";
    private const string Declined = "季度总结（最终版）（真的最终版）.pdf";
    private const string Withdrawn = "notes.txt";
    private const string Broken = "合同.pdf";
    private const string Wrong = "备份.zip";
    private const string Forgotten = "会议纪要.docx";
    private const string Large = "团建视频-未剪辑-2026-11-24-机位二-第一段落.mov";

    private const string Left = "培训手册.pdf";
    private const string Leaving = "年会录像-2026-11-24-未剪辑-全场-机位一.mov";

    private const string Draw =
        """
        async hue => {
          const canvas = Object.assign(document.createElement("canvas"), { width: 1600, height: 1000 });
          const pen = canvas.getContext("2d");
          const sky = pen.createLinearGradient(0, 0, 0, 1000);
          sky.addColorStop(0, `hsl(${hue} 60% 75%)`);
          sky.addColorStop(1, `hsl(${hue + 40} 50% 40%)`);
          pen.fillStyle = sky;
          pen.fillRect(0, 0, 1600, 1000);
          for (let i = 0; i < 60; i++) {
            pen.fillStyle = `hsl(${hue + i * 3} 50% ${20 + i}% / 60%)`;
            pen.beginPath();
            pen.arc(i * 397 % 1600, 500 + i * 211 % 500, 30 + i * 7 % 90, 0, 7);
            pen.fill();
          }
          return canvas.toDataURL("image/jpeg", 0.9).split(",")[1];
        }
        """;

    /// <summary>From the choice to the end of each.</summary>
    public static async Task Visit(House house, Guest ada, Guest linus, Camera camera)
    {
        await ada.Open(People.Linus);
        await camera.Shoot(ada, "private-empty");
        await linus.Open(People.Ada);
        await MomentScreens.VisitPrivate(ada, linus, camera);
        await Choose(ada, linus, camera);
        await Answer(ada, linus, camera);
        using var folder = new TempFolder();
        await Move(ada, linus, folder, camera);
        await Lose(ada, linus, camera);
        await Fail(house, ada, linus, camera);
        await Leave(ada, linus, folder, camera);
    }

    private static async Task Choose(Guest ada, Guest linus, Camera camera)
    {
        FilePayload[] files = [await Drawn(ada, Photo, 20), Made(Declined, 2_345_678), Made(Withdrawn, 940), await Drawn(ada, Other, 200)];
        await ada.Find("file-input").SetInputFilesAsync(files);
        await Expect(ada.Find("send-dialog").Locator("img")).ToHaveCountAsync(2);
        await camera.Shoot(ada, "send-dialog-group");
        foreach (var file in files[1..]) await TakeOut(ada, file.Name).ClickAsync();
        await Expect(ada.Find("send-picture")).ToBeVisibleAsync();
        await camera.Shoot(ada, "send-dialog");
        await ada.Find("send-confirm").ClickAsync();
        await Expect(linus.Find("offer-dialog")).ToBeVisibleAsync();
        await camera.Shoot(linus, "offer-dialog");
        await linus.AcceptAndSave();

        await ada.Offer(files[1..]);
        await Expect(linus.Find("offer-entry")).ToHaveCountAsync(3);
        await linus.Find("offer-wanted").Nth(1).UncheckAsync();
        await camera.Shoot(linus, "offer-dialog-group");
        await linus.Find("offer-later").ClickAsync();
    }

    private static async Task Answer(Guest ada, Guest linus, Camera camera)
    {
        await ada.SeesFile(Photo, "done");
        foreach (var guest in (Guest[])[linus, ada]) await camera.Shoot(guest, $"cards-offered-{Side(guest)}", 1000);
        await linus.Card(Declined).Locator("[data-test='card-decline']").ClickAsync();
        await ada.Card(Withdrawn).Locator("[data-test='file-cancel']").ClickAsync();
        await linus.SeesFile(Withdrawn, "cancelled");
        await ada.SeesFile(Declined, "declined");
    }

    private static async Task Move(Guest ada, Guest linus, TempFolder folder, Camera camera)
    {
        var path = Path.Combine(folder.Path, Large);
        using (var file = File.Create(path)) file.SetLength(1L << 30);
        await ada.Offer(Made(Broken, 456_789));
        await linus.Find("offer-later").ClickAsync();
        var broken = await ada.Card(Broken).GetAttributeAsync("data-file");
        await Slow(ada, broken);
        await ada.Offer(path);
        await linus.Find("offer-accept").ClickAsync();
        await linus.Card(Broken).Locator("[data-test='card-accept']").ClickAsync();
        await ada.SeesStatus(Broken, ada.Text("file.paused"));
        foreach (var guest in (Guest[])[ada, linus])
        {
            await Expect(guest.Card(Large).Locator("[data-test='file-left']")).ToBeVisibleAsync();
            await camera.Shoot(guest, $"cards-running-{Side(guest)}", Tall);
        }
    }

    // A window that was loaded again has neither the file nor the download; then what is left ends in its two bad ways.
    private static async Task Lose(Guest ada, Guest linus, Camera camera)
    {
        await linus.Page.ReloadAsync();
        await linus.Find("offer-later").ClickAsync();
        await Expect(linus.Find("save-again")).ToHaveCountAsync(1);
        await camera.Shoot(linus, "cards-again-theirs", 1000);
        await ada.Page.ReloadAsync();
        await Expect(ada.Find("choose-again")).ToHaveCountAsync(2);
        await camera.Shoot(ada, "cards-again-mine", 1000);
        var broken = await ada.Card(Broken).GetAttributeAsync("data-file");
        await ada.Page.EvaluateAsync("id => fetch(`/api/files/${id}/changed`, { method: 'POST' })", broken);
        await linus.Card(Large).Locator("[data-test='file-cancel']").ClickAsync();
        await ada.SeesFile(Broken, "failed");
        await ada.SeesFile(Large, "cancelled");
        foreach (var guest in (Guest[])[ada, linus]) await camera.Shoot(guest, $"cards-ended-{Side(guest)}", Tall);
    }

    // One whose digest is not that of its bytes, and one that nobody answered for a month.
    private static async Task Fail(House house, Guest ada, Guest linus, Camera camera)
    {
        await ada.Context.UnrouteAllAsync();
        await ada.Context.RouteAsync("**/api/files/*/finish", route => route.ContinueAsync(new()
        {
            PostData = System.Text.Encoding.UTF8.GetBytes($$"""{"digest":"{{new string('0', 64)}}"}"""),
        }));
        await ada.Offer(Made(Forgotten, 34_567));
        await linus.Find("offer-later").ClickAsync();
        var forgotten = Guid.Parse((await ada.Card(Forgotten).GetAttributeAsync("data-file"))!).ToByteArray(bigEndian: true);
        await house.Server.Get<Db>().Write(transaction => transaction.Connection.Execute(
            "UPDATE files SET changed_at = 0 WHERE id = @forgotten", new { forgotten }, transaction.Transaction));
        await ada.Offer(Made(Wrong, 1_234_567));
        await linus.Find("offer-accept").ClickAsync();
        foreach (var guest in (Guest[])[ada, linus])
        {
            await guest.SeesFile(Wrong, "failed");
            // The server looks every minute.
            await Expect(guest.Card(Forgotten)).ToHaveAttributeAsync("data-state", "failed", new() { Timeout = 180_000 });
            await camera.Shoot(guest, $"cards-failed-{Side(guest)}", 1000);
            await guest.Find("notices-close").ClickAsync();
        }
    }

    private static Task Slow(Guest ada, string? broken = null) => ada.Context.RouteAsync("**/api/files/*/bytes/*", async route =>
    {
        if (broken is not null && route.Request.Url.Contains(broken, StringComparison.Ordinal))
        {
            await route.AbortAsync("connectionreset");
            return;
        }
        await Task.Delay(500);
        await route.ContinueAsync();
    });

    // For somebody who is away; then one that lies at the server, and one on its way there, which is accepted and paused.
    private static async Task Leave(Guest ada, Guest linus, TempFolder folder, Camera camera)
    {
        await ada.Context.UnrouteAllAsync();
        await Slow(ada);
        await ada.Open(TalkScreens.Away);
        await ada.Find("file-input").SetInputFilesAsync(Made(Left, 345_678));
        await ada.Find("send-leave").CheckAsync();
        await camera.Shoot(ada, "send-dialog-away");
        await ada.Find("send-cancel").ClickAsync();
        await ada.Open(People.Linus);
        string[] paths = [Path.Combine(folder.Path, Left), Path.Combine(folder.Path, Leaving)];
        foreach (var (path, length) in paths.Zip((long[])[345_678, 1L << 30]))
        {
            using var file = File.Create(path);
            file.SetLength(length);
        }
        await ada.Find("file-input").SetInputFilesAsync(paths);
        await ada.Find("send-leave").CheckAsync();
        await ada.Find("send-confirm").ClickAsync();
        await linus.Find("offer-later").ClickAsync();
        foreach (var guest in (Guest[])[linus, ada])
        {
            await Expect(guest.Card(Left)).ToHaveAttributeAsync("data-lies", "true");
            await camera.Shoot(guest, $"cards-left-{Side(guest)}", 1000);
        }
        await linus.Card(Leaving).Locator("[data-test='card-accept']").ClickAsync();
        await ada.Card(Leaving).Locator("[data-test='file-pause']").ClickAsync();
        foreach (var guest in (Guest[])[linus, ada])
        {
            await Expect(guest.Card(Leaving)).ToHaveAttributeAsync("data-paused", "true");
            await camera.Shoot(guest, $"cards-paused-{Side(guest)}", 1000);
        }
        await linus.Page.ReloadAsync();
        await linus.Find("offer-later").ClickAsync();
        await Expect(linus.Find("offer-lies")).ToBeVisibleAsync();
        await camera.Shoot(linus, "offer-dialog-left");
        await Resume(ada, linus, camera);
    }

    // The one side lets it go on that the other has paused, and what was saved once is saved again.
    private static async Task Resume(Guest ada, Guest linus, Camera camera)
    {
        await linus.AcceptAndSave();
        await linus.SeesFile(Left, "done");
        await linus.Card(Leaving).Locator("[data-test='file-resume']").ClickAsync();
        await linus.Card(Leaving).Locator("[data-test='save-again']").ClickAsync();
        foreach (var guest in (Guest[])[linus, ada])
        {
            await Expect(guest.Card(Leaving).Locator("[data-test='file-left']")).ToBeVisibleAsync();
            await camera.Shoot(guest, $"cards-resumed-{Side(guest)}", 1000);
        }
        await linus.Card(Leaving).Locator("[data-test='file-cancel']").ClickAsync();
        await ada.SeesFile(Leaving, "cancelled");
    }

    private static string Side(Guest guest) => guest.Name == People.Ada ? "mine" : "theirs";

    private static ILocator TakeOut(Guest guest, string name) =>
        guest.Page.Locator($"[data-test='send-entry'][data-name='{name}'] [data-test='send-take-out']");

    private static async Task<FilePayload> Drawn(Guest guest, string name, int hue) => new()
    {
        Name = name,
        MimeType = "image/jpeg",
        Buffer = Convert.FromBase64String(await guest.Page.EvaluateAsync<string>(Draw, hue)),
    };

    private static FilePayload Made(string name, int size) => new() { Name = name, MimeType = "text/plain", Buffer = new byte[size] };
}
