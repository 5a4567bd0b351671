using System.Text;
using Teahouse.Protocol;

namespace Teahouse.Tests.Files;

public sealed class FileNameTests
{
    public static TheoryData<string, string, string> Names => new()
    {
        { "../../x", "x", "x" },
        { @"C:\Users\Ada\茶 叶.txt", "茶 叶.txt", "茶 叶.txt" },
        { "/etc/passwd", "passwd", "passwd" },
        { "CON", "CON", "_CON" },
        { "nul.tar.gz", "nul.tar.gz", "_nul.tar.gz" },
        { "com1 .txt", "com1 .txt", "_com1 .txt" },
        { "CONCERT.txt", "CONCERT.txt", "CONCERT.txt" },
        { "👩‍🚀🍵.png", "👩‍🚀🍵.png", "👩‍🚀🍵.png" },
        { "photo\u202Egnp.exe", "photognp.exe", "photognp.exe" },
        { "\u2067a\u2069\u200Fb\u061C.txt", "ab.txt", "ab.txt" },
        { "a\r\nSet-Cookie: x\0\u0085\u2028.txt", "aSet-Cookie: x.txt", "aSet-Cookie_ x.txt" },
        { "a\"b;c'd%e<f>.txt", "a\"b;c'd%e<f>.txt", "a_b;c'd%e_f_.txt" },
        { "  .gitignore ", ".gitignore", ".gitignore" },
        { "dots...", "dots...", "dots" },
        { "???", "???", "___" },
        { new string('茶', 85), new string('茶', 85), new string('茶', 85) },
        { "half\uD83D.txt", "half\uFFFD.txt", "half\uFFFD.txt" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Fault_9_a_name_is_data_and_never_a_path(string given, string shown, string saved)
    {
        await using var exchange = await Exchange.Start();
        var id = await exchange.Offer(0, given);
        await exchange.Accept(id);
        await exchange.Upload(id, []);

        using var answer = await exchange.Open(id);

        var offered = await Exchange.Hear<FileOffered>(exchange.LinusWindow, id);
        Assert.Equal(shown, ((FileOffered)offered.Body).FileName);
        Assert.Equal(shown, (await exchange.Status(id)).Name);
        Assert.Equal(saved, answer.Content.Headers.ContentDisposition!.FileNameStar);
        Assert.All(Directory.GetFiles(exchange.Spool), path => Assert.Contains(id.ToString("N"), path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("")]
    [InlineData("  ")]
    [InlineData("..")]
    [InlineData("a/")]
    [InlineData("\u202E\u0007")]
    public async Task A_name_of_which_nothing_is_left_is_refused(string given)
    {
        await using var exchange = await Exchange.Start();

        await ConsentTests.Refused(ErrorCode.FileNameInvalid, exchange.Offer(1, given));
    }

    [Fact]
    public async Task A_name_may_have_255_bytes_and_not_one_more()
    {
        await using var exchange = await Exchange.Start();
        var longest = new string('茶', 84) + "abc";
        Assert.Equal(Limits.FileNameBytes, Encoding.UTF8.GetByteCount(longest));

        var id = await exchange.Offer(0, longest);

        Assert.Equal(longest, (await exchange.Status(id)).Name);
        await ConsentTests.Refused(ErrorCode.FileNameInvalid, exchange.Offer(0, longest + "d"));
    }
}
