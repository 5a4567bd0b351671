using System.Text;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Files;

public sealed class ThumbnailTests
{
    [Fact]
    public async Task Both_sides_see_the_thumbnail_before_acceptance_and_nobody_else_does()
    {
        await using var exchange = await Exchange.Start();
        var grace = await exchange.Server.Enter(People.Grace);
        using var stranger = exchange.Server.NewHttp();
        (byte[] Bytes, string Type)[] kinds =
        [
            (Pictures.Jpeg, "image/jpeg"), (Pictures.LossyWebP, "image/webp"), (Pictures.LosslessWebP, "image/webp"),
            (Pictures.ExtendedWebP, "image/webp"),
        ];
        foreach (var (bytes, type) in kinds)
        {
            var id = (await exchange.Offer(Offer(exchange, bytes))).FileId;

            var offered = (FileOffered)(await Exchange.Hear<FileOffered>(exchange.LinusWindow, id)).Body;
            Assert.Equal(new ThumbnailSize(16, 9), offered.Thumbnail);
            foreach (var side in (TestPerson[])[exchange.Ada, exchange.Linus])
            {
                using var answer = await side.Http.GetAsync($"api/files/{id}/thumbnail");
                Assert.Equal(bytes, await answer.Content.ReadAsByteArrayAsync());
                Assert.Equal(type, answer.Content.Headers.ContentType!.MediaType);
                Assert.Equal("attachment", answer.Content.Headers.ContentDisposition!.DispositionType);
                Assert.Equal("nosniff", Assert.Single(answer.Headers.GetValues("X-Content-Type-Options")));
                Assert.Equal("default-src 'none'; sandbox", Assert.Single(answer.Headers.GetValues("Content-Security-Policy")));
                Assert.Equal("max-age=31536000, private, immutable", answer.Headers.CacheControl!.ToString());
            }
            Assert.Equal(ErrorCode.NotFound, await grace.Http.GetAsync($"api/files/{id}/thumbnail").Code());
            Assert.Equal(ErrorCode.NotSignedIn, await stranger.GetAsync($"api/files/{id}/thumbnail").Code());
        }
    }

    [Fact]
    public async Task A_file_without_a_thumbnail_says_so_and_in_a_group_each_has_its_own()
    {
        await using var exchange = await Exchange.Start();
        FileToOffer[] files =
        [
            new(Guid.CreateVersion7(), "茶.jpg", 5, Pictures.Jpeg), new(Guid.CreateVersion7(), "茶.txt", 5),
            new(Guid.CreateVersion7(), "杯.webp", 5, Pictures.LossyWebP),
        ];

        var made = await exchange.Offer(new OfferFiles(exchange.ConversationId, files));

        var paths = Array.ConvertAll(made, m => $"api/files/{m.FileId}/thumbnail");
        Assert.Equal(Pictures.Jpeg, await exchange.Linus.Http.GetByteArrayAsync(paths[0]));
        Assert.Equal(Pictures.LossyWebP, await exchange.Linus.Http.GetByteArrayAsync(paths[2]));
        Assert.Equal(ErrorCode.NotFound, await exchange.Linus.Http.GetAsync(paths[1]).Code());
        Assert.Null(((FileOffered)(await Exchange.Hear<FileOffered>(exchange.LinusWindow, made[1].FileId)).Body).Thumbnail);
    }

    [Fact]
    public async Task What_is_no_small_jpeg_or_webp_takes_the_offer_with_it()
    {
        await using var exchange = await Exchange.Start();
        byte[] tall = [.. Pictures.Jpeg], none = [.. Pictures.Jpeg];
        var frame = tall.AsSpan().IndexOf((ReadOnlySpan<byte>)[0xFF, 0xC0]);
        (tall[frame + 5], tall[frame + 6]) = (0x75, 0x30);
        (none[frame + 7], none[frame + 8]) = (0, 0);
        byte[][] wrong =
        [
            [], Encoding.UTF8.GetBytes("茶"), Encoding.UTF8.GetBytes("""<svg xmlns="http://www.w3.org/2000/svg"/>"""),
            Encoding.ASCII.GetBytes("RIFF    WEBPVP8 "), [0xFF, 0xD8, 0xFF], [0xFF, 0xD8, 0xFF, .. new byte[1000]],
            Enumerable.Repeat((byte)0xFF, 1000).Prepend((byte)0xD8).Prepend((byte)0xFF).ToArray(), Pictures.Jpeg[..frame],
            Pictures.WideWebP, tall, none, Padded(Limits.ThumbnailBytes + 1),
        ];

        foreach (var bytes in wrong) await ConsentTests.Refused(ErrorCode.Malformed, exchange.Offer(Offer(exchange, bytes)));

        Assert.Empty(await exchange.Log());
        var largest = await exchange.Offer(Offer(exchange, Padded(Limits.ThumbnailBytes)));
        var answer = await exchange.Linus.Http.GetByteArrayAsync($"api/files/{largest.FileId}/thumbnail");
        Assert.Equal(Limits.ThumbnailBytes, answer.Length);
    }

    private static OfferFile Offer(Exchange exchange, byte[] thumbnail) =>
        new(exchange.ConversationId, Guid.CreateVersion7(), "茶.jpg", 5, thumbnail);

    private static byte[] Padded(int length) => [.. Pictures.Jpeg, .. new byte[length - Pictures.Jpeg.Length]];
}
