using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

public sealed class MessageTextTests(Chromium browsers)
{
    [Fact]
    public async Task A_message_is_plain_text_that_can_be_copied_and_only_web_and_mail_addresses_are_links()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);

        const string said = "<img src=x onerror=alert(1)> javascript:alert(1) 看http://a.example/b?c=1，mailto:ada@example.org。";
        await ada.Say(said);

        var text = ada.Find("message-text");
        await Expect(text).ToHaveTextAsync(said);
        await Expect(text.Locator("img")).ToHaveCountAsync(0);
        await Expect(text.Locator("a")).ToHaveCountAsync(2);
        await Expect(text.Locator("a").First).ToHaveAttributeAsync("href", "http://a.example/b?c=1");
        await Expect(text.Locator("a").Last).ToHaveAttributeAsync("href", "mailto:ada@example.org");

        // Over plain http the browser withholds its clipboard from scripts.
        Assert.False(await ada.Page.EvaluateAsync<bool>("isSecureContext"));
        await ada.Find("message").HoverAsync();
        await ada.Find("copy").ClickAsync();
        await ada.Find("message-input").PressAsync("Control+v");
        await Expect(ada.Find("message-input")).ToHaveValueAsync(said);
    }

    [Fact]
    public async Task A_tower_of_combining_marks_stays_in_its_own_message()
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Enter(People.Ada);

        await ada.Say("Z" + new string('\u0301', 7_990));
        await ada.Say("below");

        await ada.Sees("below");
        var tower = await ada.Find("message").First.BoundingBoxAsync();
        Assert.InRange(tower!.Height, 20, 120);
        Assert.Equal("hidden", await ada.Page.EvaluateAsync<string>(
            "getComputedStyle(document.querySelector('[data-test=message-text]').parentElement).overflowY"));
    }

    [Theory]
    [InlineData("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")]
    [InlineData("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")]
    [InlineData(
        "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1")]
    public async Task The_page_s_own_sha_256_agrees_with_nist(string input, string digest)
    {
        await using var house = await House.Open(browsers, "zh-CN");
        var ada = await house.Arrive(People.Ada);

        var computed = await ada.Page.EvaluateAsync<string>(
            """
            async input => {
              const { sha256 } = await import(new URL("js/sha256.js", document.baseURI));
              return [...sha256(new TextEncoder().encode(input))].map(b => b.toString(16).padStart(2, "0")).join("");
            }
            """, input);

        Assert.Equal(digest, computed);
    }
}
