using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Pictures are seen small before anybody accepts them, over plain http, and what only pretends to be one harms nobody.</summary>
public sealed class ThumbnailTests(Chromium browsers) : RowTests(browsers)
{
    /// <summary>A photo like no other: every dot has a colour of its own, so that it compresses badly.</summary>
    private const string Photo =
        """
        async ({ width, height, type }) => {
          const canvas = Object.assign(document.createElement("canvas"), { width, height });
          const pen = canvas.getContext("2d");
          const dots = pen.createImageData(width, height);
          for (let i = 0; i < dots.data.length; i++) dots.data[i] = i % 4 === 3 ? 255 : Math.random() * 256;
          pen.putImageData(dots, 0, 0);
          const photo = await new Promise(done => canvas.toBlob(done, type, 0.9));
          let text = "";
          for (const byte of new Uint8Array(await photo.arrayBuffer())) text += String.fromCharCode(byte);
          return btoa(text);
        }
        """;

    private static readonly byte[] Drawing =
        """<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><script>alert(1)</script></svg>"""u8.ToArray();

    private const string LoadedSize =
        "async i => { await i.decode(); return `${i.naturalWidth} ${i.naturalHeight} ${i.getAttribute('width')}`; }";

    [Fact]
    public async Task A_photo_is_seen_on_both_sides_before_acceptance_and_what_only_pretends_to_be_one_is_a_file_without_a_picture()
    {
        await using var house = await Open();
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        var photo = await Draw(ada, 800, 450, "image/jpeg");
        await ada.Offer(Named("照片.jpg", photo));

        await Expect(linus.Find("offer-dialog").Locator("img")).ToBeVisibleAsync();
        await linus.Find("offer-later").ClickAsync();
        foreach (var guest in (Guest[])[ada, linus])
        {
            var thumbnail = guest.Card("照片.jpg").Locator("[data-test='file-thumbnail']");
            Assert.Equal("320 180 320", await thumbnail.EvaluateAsync<string>(LoadedSize));
        }

        var bomb = await Draw(ada, 8, 8, "image/png");
        // Its header announces 30,000 × 30,000 dots.
        (bomb[18], bomb[19], bomb[22], bomb[23]) = (0x75, 0x30, 0x75, 0x30);
        await ada.Find("file-input").SetInputFilesAsync(
        [
            Named("文字.png", "这是文字"u8.ToArray()), Named("drawing.png", Drawing), Named("bomb.png", bomb),
            Named("half.jpg", photo[..2000]), Named("photo.txt", photo),
        ]);
        await Expect(ada.Find("send-dialog").Locator("img")).ToHaveCountAsync(1);
        await ada.Find("send-confirm").ClickAsync();

        await Expect(linus.Find("file-card")).ToHaveCountAsync(6);
        await Expect(linus.Find("offer-dialog").Locator("img")).ToHaveCountAsync(1);
        await linus.Find("offer-later").ClickAsync();
        await Expect(linus.Find("file-thumbnail")).ToHaveCountAsync(2);
        await Expect(linus.Card("photo.txt").Locator("[data-test='file-thumbnail']")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Many_photos_go_in_one_offer_with_smaller_pictures()
    {
        await using var house = await Open("en");
        var (ada, linus) = await Meet(house);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        var photo = await Draw(ada, 400, 300, "image/png");
        await ada.Find("file-input").SetInputFilesAsync(Enumerable.Range(1, 20).Select(i => Named($"{i}.png", photo)));
        await Expect(ada.Find("send-dialog").Locator("img")).ToHaveCountAsync(20);
        await ada.Find("send-confirm").ClickAsync();

        await Expect(linus.Find("offer-entry")).ToHaveCountAsync(20);
        // A slow machine leaves out those that are not ready in time; all of them at their first size would not fit into the call.
        await Expect(linus.Find("offer-dialog").Locator("img").First).ToBeVisibleAsync();
        await Expect(ada.Find("notice")).ToHaveCountAsync(0);
    }

    private static async Task<byte[]> Draw(Guest guest, int width, int height, string type) =>
        Convert.FromBase64String(await guest.Page.EvaluateAsync<string>(Photo, new { width, height, type }));

    private static FilePayload Named(string name, byte[] bytes) => new()
    {
        Name = name,
        MimeType = name.EndsWith(".txt", StringComparison.Ordinal) ? "text/plain" : "image/png",
        Buffer = bytes,
    };
}
