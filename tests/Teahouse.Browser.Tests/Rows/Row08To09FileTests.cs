using System.Security.Cryptography;
using System.Text;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Rows;

public sealed class Row08To09FileTests(Chromium browsers) : RowTests(browsers)
{
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_8_an_offer_waits_for_an_answer_and_the_other_side_is_asked(string language)
    {
        await using var house = await Open(language);
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);

        await ada.Offer(File("报告.pdf", 1234));

        await ada.SeesStatus("报告.pdf", ada.Text("file.waiting"));
        await Expect(linus.Find("offer-dialog")).ToBeVisibleAsync();
        await Expect(linus.Find("offer-name")).ToHaveTextAsync("报告.pdf");
        await Expect(linus.Find("offer-size")).ToContainTextAsync("1.2");
        await Expect(linus.Find("offer-accept")).ToHaveTextAsync(linus.Text("file.accept"));
        await Expect(linus.Find("offer-decline")).ToHaveTextAsync(linus.Text("file.decline"));
    }

    [Fact]
    public async Task Row_8_an_offer_can_be_taken_back_before_the_answer()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await ada.Offer(File("oops.txt", 10));
        await Expect(linus.Find("offer-dialog")).ToBeVisibleAsync();

        await ada.Card("oops.txt").Locator("[data-test='file-cancel']").ClickAsync();

        await ada.SeesFile("oops.txt", "cancelled");
        await Expect(linus.Find("offer-dialog")).ToBeHiddenAsync();
        await linus.Open(People.Ada);
        await linus.SeesFile("oops.txt", "cancelled");
    }

    [Fact]
    public async Task Row_8_an_offer_to_somebody_who_went_waits_for_them()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.DisposeAsync();
        await ada.SeesThatIs(People.Linus, online: false);

        var file = File("later.bin", 5000);
        await ada.Offer(file);
        await ada.SeesStatus("later.bin", ada.Text("file.waiting"));
        var again = await house.Enter(People.Linus);

        Assert.Equal(file.Buffer, await again.AcceptAndSave());
        await ada.SeesFile("later.bin", "done");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_9_an_accepted_file_arrives_whole_and_both_are_told(string language)
    {
        await using var house = await Open(language);
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        var file = File("照片 🍵.jpg", 9_000_001);
        await ada.Offer(file);

        var saved = await linus.AcceptAndSave();

        Assert.Equal(SHA256.HashData(file.Buffer), SHA256.HashData(saved));
        await linus.Open(People.Ada);
        await ada.SeesStatus("照片 🍵.jpg", ada.Text("file.doneMine"));
        await linus.SeesStatus("照片 🍵.jpg", linus.Text("file.doneTheirs"));
    }

    [Fact]
    public async Task Row_9_the_browser_saves_the_file_under_its_name()
    {
        await using var house = await Open("zh-CN");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await ada.Offer(File("第 1 季度 “报告”.xlsx", 77));

        var download = await linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());

        Assert.Equal("第 1 季度 “报告”.xlsx", download.SuggestedFilename);
    }

    [Fact]
    public async Task Row_9_both_sides_see_the_progress_while_the_bytes_flow()
    {
        await using var house = await Open("zh-CN");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        // Each chunk takes its time, as on a slow network, so that progress can be seen.
        await ada.Context.RouteAsync("**/api/files/*/bytes/*", async route =>
        {
            await Task.Delay(500);
            await route.ContinueAsync();
        });
        using var folder = new TempFolder();
        await ada.Offer(await Fill(folder, "video.mp4", 40 * 1024 * 1024));

        var download = linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());

        foreach (var guest in (Guest[])[ada, linus])
        {
            await Expect(guest.Card("video.mp4").Locator("[data-test='file-progress']")).ToBeVisibleAsync();
            await Expect(guest.Card("video.mp4").Locator("[data-test='file-speed']")).ToBeVisibleAsync();
            await Expect(guest.Card("video.mp4").Locator("[data-test='file-left']")).ToBeVisibleAsync();
        }
        Assert.Equal(40 * 1024 * 1024, new FileInfo(await (await download).PathAsync()).Length);
        await ada.SeesFile("video.mp4", "done");
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_9_a_declined_file_is_said_and_closed_with_ok(string language)
    {
        await using var house = await Open(language);
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await ada.Offer(File("spam.exe", 10));

        await linus.Find("offer-decline").ClickAsync();

        await ada.SeesStatus("spam.exe", ada.Text("file.declinedMine"));
        await Expect(linus.Find("offer-dialog")).ToBeHiddenAsync();
        await linus.Open(People.Ada);
        await linus.SeesFile("spam.exe", "declined");
    }

    [Fact]
    public async Task Fault_2_a_file_of_any_size_arrives()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        foreach (var size in (int[])[0, 1, 1024, 1024 * 1024, 4 * 1024 * 1024])
        {
            var file = File($"{size}.bin", size);
            await ada.Offer(file);

            Assert.Equal(file.Buffer, await linus.AcceptAndSave());

            await ada.SeesFile(file.Name, "done");
        }
    }

    [Fact]
    public async Task Row_9_a_broken_connection_goes_on_where_it_stopped()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        var chunks = 0;
        await ada.Context.RouteAsync("**/api/files/*/bytes/*", async route =>
        {
            if (Interlocked.Increment(ref chunks) == 3) await route.AbortAsync("connectionreset");
            else await route.ContinueAsync();
        });
        using var folder = new TempFolder();
        var path = await Fill(folder, "long.bin", 20 * 1024 * 1024);
        await ada.Offer(path);

        var download = await linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());

        Assert.Equal(await Hash(path), await Hash(await download.PathAsync()));
        Assert.Equal(6, chunks);
        await ada.SeesFile("long.bin", "done");
    }

    [Fact]
    public async Task Row_9_wrong_bytes_are_detected_and_never_shown_as_success()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        var wrong = Encoding.UTF8.GetBytes($$"""{"digest":"{{new string('0', 64)}}"}""");
        await ada.Context.RouteAsync("**/api/files/*/finish", route => route.ContinueAsync(new RouteContinueOptions { PostData = wrong }));
        await ada.Offer(File("wrong.bin", 100));

        await linus.Find("offer-accept").ClickAsync();

        await linus.Open(People.Ada);
        await ada.SeesFile("wrong.bin", "failed");
        await linus.SeesFile("wrong.bin", "failed");
    }

    [Fact]
    public async Task Row_9_several_files_move_at_once()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        var files = Enumerable.Range(1, 4).Select(i => File($"{i}.bin", 100_000 * i)).ToArray();
        await ada.Offer(files);

        foreach (var file in files) await linus.Card(file.Name).Locator("[data-test='card-accept']").WaitForAsync();
        await linus.Find("offer-accept").ClickAsync();

        foreach (var file in files)
        {
            await linus.SeesFile(file.Name, "done");
            await ada.SeesFile(file.Name, "done");
        }
    }

    private static FilePayload File(string name, int size) =>
        new() { Name = name, MimeType = "application/octet-stream", Buffer = RandomNumberGenerator.GetBytes(size) };

    private static async Task<string> Fill(TempFolder folder, string name, int size)
    {
        var path = Path.Combine(folder.Path, name);
        await System.IO.File.WriteAllBytesAsync(path, RandomNumberGenerator.GetBytes(size));
        return path;
    }

    private static async Task<byte[]> Hash(string path)
    {
        await using var file = System.IO.File.OpenRead(path);
        return await SHA256.HashDataAsync(file);
    }
}
