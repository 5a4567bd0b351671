using System.Net.WebSockets;
using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Tests.Files;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Requests;

/// <summary>Method by field: no call of the live connection takes an argument with anything wrong in it.</summary>
public sealed class MalformedCallTests
{
    private const string Generic = "due to an error on the server.";
    private const string Malformed = """{"code":1000}""";

    public static TheoryData<string> Methods => [.. typeof(IChatServer).GetMethods().Select(method => method.Name)];

    [Theory]
    [MemberData(nameof(Methods))]
    public async Task A_call_with_anything_wrong_is_refused_and_nothing_stored(string method)
    {
        await using var exchange = await Exchange.Start();
        using var live = await RawLive.Connect(exchange.Linus);
        var valid = await Valid(exchange, method);
        Assert.Null(await live.Call(nameof(IChatServer.Hello), Json(new Hello(Wire.Version, Guid.NewGuid()))));
        var before = await Ledger.Read(exchange.Server);

        await Refuse("an argument too many", valid is null ? ["1"] : [Json(valid), "1"]);
        if (valid is not null)
        {
            await Refuse("no argument", []);
            foreach (var (what, json) in BadBodies.Of(valid)) await Refuse($"{what}: {json}", [json]);
        }

        Assert.Equal(before, await Ledger.Read(exchange.Server));
        Assert.Null(await live.Call(method, valid is null ? [] : [Json(valid)]));

        async Task Refuse(string what, string[] arguments)
        {
            var error = await live.Call(method, arguments);
            Assert.True(error is not null, $"accepted with {what}");
            var isPlain = error.EndsWith(Generic, StringComparison.Ordinal) || error.EndsWith(Malformed, StringComparison.Ordinal);
            Assert.True(isPlain, $"{what}: {error}");
        }
    }

    [Fact]
    public async Task A_method_that_is_not_in_the_contract_cannot_be_called()
    {
        await using var server = await TestServer.Start();
        using var live = await RawLive.Connect(await server.Enter(People.Ada));
        foreach (var method in new[] { "Dispose", "OnConnectedAsync", "get_Clients", "ToString", "" })
            Assert.NotNull(await live.Call(method));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("[]")]
    [InlineData("{\"type\":1}")]
    [InlineData("\0\0\0")]
    public async Task A_frame_that_is_no_message_ends_that_connection_alone(string frame)
    {
        await using var server = await TestServer.Start();
        await using var linus = await (await server.Enter(People.Linus)).Open();
        using var live = await RawLive.Connect(await server.Enter(People.Ada));
        await live.Write(frame);
        await Assert.ThrowsAsync<WebSocketException>(async () =>
        {
            while (true) await live.Next();
        });
        await linus.Say("still here");
    }

    [Fact]
    public async Task A_frame_of_more_than_128_KiB_is_not_read()
    {
        await using var server = await TestServer.Start();
        using var live = await RawLive.Connect(await server.Enter(People.Ada));
        await live.Write(new string(' ', Limits.FrameBytes + 1));
        await Assert.ThrowsAnyAsync<WebSocketException>(async () =>
        {
            while (!(await live.Next()).Contains("\"type\":7", StringComparison.Ordinal)) { }
            await live.Next();
        });
    }

    [Fact]
    public async Task The_longest_message_fits_into_a_frame_even_when_every_letter_is_escaped()
    {
        await using var server = await TestServer.Start();
        using var live = await RawLive.Connect(await server.Enter(People.Ada));
        var text = string.Concat(Enumerable.Repeat("\\ud83c\\udf75", Limits.MessageCodePoints));
        var message = $$"""{"conversationId":1,"clientId":"{{Guid.CreateVersion7()}}","text":"{{text}}"}""";
        Assert.Null(await live.Call(nameof(IChatServer.Send), message));
    }

    private static string Json(object argument) => JsonSerializer.Serialize(argument, argument.GetType(), Wire.Tolerant);

    /// <summary>An argument with which Linus may call the method; null when it takes none.</summary>
    private static async Task<object?> Valid(Exchange exchange, string method) => method switch
    {
        nameof(IChatServer.Hello) => new Hello(Wire.Version, Guid.NewGuid()),
        nameof(IChatServer.GetConversations) or nameof(IChatServer.ListPeople) => null,
        nameof(IChatServer.SetAway) => new AwayState(true),
        nameof(IChatServer.SetTone) => new ToneChoice(Limits.Tones),
        nameof(IChatServer.Typing) => new TypingIn(exchange.ConversationId),
        nameof(IChatServer.OpenConversation) => new OpenConversation(exchange.Ada.Id),
        nameof(IChatServer.Send) => new SendText(exchange.ConversationId, Guid.CreateVersion7(), "午饭?"),
        nameof(IChatServer.ReadAfter) => new ReadAfter(exchange.ConversationId, 0, 10),
        nameof(IChatServer.ReadBefore) => new ReadBefore(exchange.ConversationId, Limits.Newest, 10),
        nameof(IChatServer.FindMoment) => new FindMoment(exchange.ConversationId, 0),
        nameof(IChatServer.MarkRead) =>
            new MarkRead(exchange.ConversationId, (await exchange.AdasWindow.Say("看到吗?", exchange.ConversationId)).Seq),
        nameof(IChatServer.OfferFile) =>
            new OfferFile(exchange.ConversationId, Guid.CreateVersion7(), "茶.txt", 3, Pictures.Jpeg, Leave: true),
        nameof(IChatServer.OfferFiles) => new OfferFiles(
            exchange.ConversationId, [new FileToOffer(Guid.CreateVersion7(), "茶.txt", 3, Pictures.Jpeg)], Leave: true),
        nameof(IChatServer.AcceptFile) or nameof(IChatServer.DeclineFile) or nameof(IChatServer.CancelFile) =>
            new FileRef((await exchange.AdasWindow.Call<FileOffer>(
                nameof(IChatServer.OfferFile), new OfferFile(exchange.ConversationId, Guid.CreateVersion7(), "茶.txt", 3))).FileId),
        nameof(IChatServer.PauseFile) => new FileRef(await exchange.Accepted(3)),
        nameof(IChatServer.ResumeFile) => new FileRef(await Paused(exchange)),
        _ => throw new InvalidOperationException($"Say what a valid {method} is."),
    };

    private static async Task<Guid> Paused(Exchange exchange)
    {
        var id = await exchange.Accepted(3);
        await Exchange.Pause(exchange.AdasWindow, id);
        return id;
    }
}
