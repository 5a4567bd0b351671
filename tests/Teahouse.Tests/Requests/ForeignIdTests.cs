using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Teahouse.Protocol;
using Teahouse.Tests.Files;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Requests;

/// <summary>Method by role: to who has no part in a thing it does not exist.</summary>
public sealed class ForeignIdTests
{
    /// <summary>What a stranger may ask for.</summary>
    private static readonly string[] Open = ["/api/register", "/api/login", "/api/logout", "/api/health"];

    [Fact]
    public async Task Ids_of_other_peoples_conversations_and_files_are_not_found_by_any_call_and_nothing_happens()
    {
        await using var exchange = await Exchange.Start();
        await exchange.AdasWindow.Say("between us", exchange.ConversationId);
        var offer = await exchange.AdasWindow.Call<FileOffer>(
            nameof(IChatServer.OfferFile), new OfferFile(exchange.ConversationId, Guid.CreateVersion7(), "茶.txt", 3, Pictures.Jpeg));
        var grace = await exchange.Server.Enter(People.Grace);
        await using var window = await grace.Open();
        var before = await Ledger.Read(exchange.Server);

        foreach (var (conversation, file) in new[] { (exchange.ConversationId, offer.FileId), (4711L, Guid.NewGuid()), (-1L, Guid.Empty) })
        {
            foreach (var method in typeof(IChatServer).GetMethods())
            {
                if (Argument(method.GetParameters().FirstOrDefault()?.ParameterType, conversation, file) is not { } argument) continue;
                var refused = await Assert.ThrowsAsync<ChatException>(() => window.Call(method.Name, argument));
                Assert.True(refused.Code == ErrorCode.NotFound, $"{method.Name} gives {refused.Code}");
            }
            await NotFoundOverHttp(grace, file);
        }
        foreach (var person in new[] { 4711L, 0L, -1L, grace.Id, long.MaxValue })
        {
            var open = new OpenConversation(person);
            var refused = await Assert.ThrowsAsync<ChatException>(() => window.Call(nameof(IChatServer.OpenConversation), open));
            Assert.Equal(ErrorCode.NotFound, refused.Code);
        }
        Assert.Equal(before, await Ledger.Read(exchange.Server));
        Assert.DoesNotContain(window.Welcome.People, person => person.Id == 4711);
    }

    [Fact]
    public async Task Every_path_but_the_few_open_ones_asks_for_a_session()
    {
        await using var server = await TestServer.Start();
        var endpoints = server.Get<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>().ToArray();
        Assert.True(endpoints.Length > 8);
        foreach (var endpoint in endpoints)
        {
            var path = "/" + endpoint.RoutePattern.RawText!.TrimStart('/');
            var asks = endpoint.Metadata.GetMetadata<IAuthorizeData>() is not null;
            Assert.True(asks != Open.Contains(path), path);
        }
        using var http = server.NewHttp();
        foreach (var path in new[] { "api/me", "live", $"api/files/{Guid.NewGuid()}", $"api/files/{Guid.NewGuid()}/content" })
            Assert.Equal(ErrorCode.NotSignedIn, await http.GetAsync(path).Code());
        Assert.Equal(ErrorCode.NotSignedIn, await http.Post("api/password", new ChangePassword("a", "b")).Code());
        Assert.Equal(ErrorCode.NotSignedIn, await http.PutAsync($"api/files/{Guid.NewGuid()}/bytes/0", new ByteArrayContent([1])).Code());
    }

    private static object? Argument(Type? type, long conversation, Guid file) => type switch
    {
        _ when type == typeof(SendText) => new SendText(conversation, Guid.CreateVersion7(), "may I?"),
        _ when type == typeof(ReadAfter) => new ReadAfter(conversation, 0, 10),
        _ when type == typeof(ReadBefore) => new ReadBefore(conversation, Limits.Newest, 10),
        _ when type == typeof(FindMoment) => new FindMoment(conversation, 0),
        _ when type == typeof(MarkRead) => new MarkRead(conversation, 1),
        _ when type == typeof(OfferFile) => new OfferFile(conversation, Guid.CreateVersion7(), "茶.txt", 3),
        _ when type == typeof(OfferFiles) => new OfferFiles(conversation, [new FileToOffer(Guid.CreateVersion7(), "茶.txt", 3)]),
        _ when type == typeof(FileRef) => new FileRef(file),
        _ when type == typeof(TypingIn) => new TypingIn(conversation),
        _ when type is null || type == typeof(Hello) || type == typeof(OpenConversation) => null,
        _ when type == typeof(AwayState) || type == typeof(ToneChoice) => null,
        _ => throw new InvalidOperationException($"Say which ids a {type} has."),
    };

    private static async Task NotFoundOverHttp(TestPerson grace, Guid file)
    {
        Assert.Equal(ErrorCode.NotFound, await grace.Http.GetAsync($"api/files/{file}").Code());
        Assert.Equal(ErrorCode.NotFound, await grace.Http.GetAsync($"api/files/{file}/content").Code());
        Assert.Equal(ErrorCode.NotFound, await grace.Http.GetAsync($"api/files/{file}/thumbnail").Code());
        Assert.Equal(ErrorCode.NotFound, await grace.Http.Post($"api/files/{file}/finish", new FinishFile(Exchange.Digest([]))).Code());
        using var chunk = new ByteArrayContent([1, 2, 3]);
        chunk.Headers.Add("Content-Digest", FileDigest.ToHeader(System.Security.Cryptography.SHA256.HashData([1, 2, 3])));
        Assert.Equal(ErrorCode.NotFound, await grace.Http.PutAsync($"api/files/{file}/bytes/0", chunk).Code());
    }
}
