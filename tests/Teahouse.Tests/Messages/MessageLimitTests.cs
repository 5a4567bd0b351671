using System.Globalization;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Messages;

public sealed class MessageLimitTests
{
    public static TheoryData<string, ErrorCode?> Texts => new()
    {
        { "", ErrorCode.MessageBlank },
        { " \t\n\u3000", ErrorCode.MessageBlank },
        { "a\0b", ErrorCode.MessageForbiddenCharacter },
        { new string('茶', 8_000), null },
        { new string('茶', 8_001), ErrorCode.MessageTooLong },
        { string.Concat(Enumerable.Repeat("🍵", 8_000)), null },
        { string.Concat(Enumerable.Repeat("🍵", 8_001)), ErrorCode.MessageTooLong },
        { "a" + string.Concat(Enumerable.Repeat("\u0301", 7_999)), null },
        { "<script>alert(1)</script> javascript:alert(1) ' OR 1=1 --", null },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public async Task A_text_is_stored_as_it_is_or_refused_with_the_rule_it_breaks(string text, ErrorCode? expected)
    {
        await using var server = await TestServer.Start();
        await using var ada = await (await server.Enter(People.Ada)).Open();

        ErrorCode? code = null;
        try
        {
            await ada.Say(text);
        }
        catch (ChatException refused)
        {
            code = refused.Code;
        }

        Assert.Equal(expected, code);
        var page = await ada.Call<EventPage>(nameof(IChatServer.ReadBefore), new ReadBefore(Limits.PublicRoom, Limits.Newest, 10));
        Assert.Equal(expected is null ? [text] : [], page.Events.Select(e => ((TextMessage)e.Body).Text));
    }

    [Fact]
    public async Task Half_of_a_surrogate_pair_is_refused_and_stores_nothing()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        using var raw = await RawLive.Connect(ada);

        var error = await raw.Call("Send", $$"""{"conversationId":1,"clientId":"{{Guid.CreateVersion7()}}","text":"\ud83c"}""");

        Assert.NotNull(error);
        await using var window = await ada.Open();
        Assert.Equal(0, window.Welcome.Conversations[0].Head);
    }

    [Fact]
    public async Task Twenty_messages_go_at_once_and_then_the_answer_says_how_long_to_wait()
    {
        await using var server = await TestServer.Start(options => options with { MessageBurst = 20, MessagesPerSecond = 5 });
        await using var ada = await (await server.Enter(People.Ada)).Open();
        await using var linus = await (await server.Enter(People.Linus)).Open();

        // All at once: one by one, a busy machine may be slower than the rate.
        var said = Enumerable.Range(0, 60).Select(i => ada.Say(i.ToString(CultureInfo.InvariantCulture))).ToArray();
        await Task.WhenAll(said).ContinueWith(_ => { }, TestContext.Current.CancellationToken);
        var refused = said.Where(one => one.IsFaulted).Select(one => Assert.IsType<ChatException>(one.Exception!.InnerException)).ToArray();

        Assert.InRange(said.Count(one => one.IsCompletedSuccessfully), 20, 59);
        Assert.All(refused, one => Assert.Equal(ErrorCode.TooFast, one.Code));
        Assert.All(refused, one => Assert.InRange(one.RetryAfter!.Value.TotalMilliseconds, 1, 1_000));
        // Somebody else has a rate of their own, and who waits as told is heard again.
        await linus.Say("me too");
        await Task.Delay(refused.Max(one => one.RetryAfter!.Value), TestContext.Current.CancellationToken);
        await ada.Say("patient");
    }
}
