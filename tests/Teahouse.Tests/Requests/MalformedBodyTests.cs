using System.Net;
using System.Text;
using System.Text.Json;
using Teahouse.Protocol;
using Teahouse.Tests.Files;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Requests;

/// <summary>Path by field: no JSON body with anything wrong in it is taken.</summary>
public sealed class MalformedBodyTests
{
    [Theory]
    [InlineData("api/register")]
    [InlineData("api/login")]
    [InlineData("api/password")]
    [InlineData("api/files/{id}/finish")]
    public async Task A_body_with_anything_wrong_is_refused_and_nothing_stored(string path)
    {
        await using var exchange = await Exchange.Start();
        var offer = await exchange.AdasWindow.Call<FileOffer>(
            nameof(IChatServer.OfferFile), new OfferFile(exchange.ConversationId, Guid.CreateVersion7(), "茶.txt", 0));
        await exchange.LinusWindow.Call(nameof(IChatServer.AcceptFile), new FileRef(offer.FileId));
        path = path.Replace("{id}", offer.FileId.ToString(), StringComparison.Ordinal);
        var valid = Valid(path);
        var before = await Ledger.Read(exchange.Server);

        foreach (var (what, json) in BadBodies.Of(valid).Concat(Broken(valid)))
        {
            using var body = new StringContent(json, Encoding.UTF8, "application/json");
            var refusal = await exchange.Ada.Http.PostAsync(path, body).Refusal();
            Assert.True(refusal == new Refusal(ErrorCode.Malformed), $"{what}: {json} gets {refusal}");
        }
        Assert.Equal(before, await Ledger.Read(exchange.Server));
        Assert.Null(await exchange.Ada.Http.Post(path, valid).Code());
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/xml")]
    [InlineData(null)]
    public async Task A_body_that_is_not_said_to_be_JSON_is_refused(string? type)
    {
        await using var server = await TestServer.Start();
        await server.Enter(People.Ada);
        using var http = server.NewHttp();
        using var body = new ByteArrayContent(JsonSerializer.SerializeToUtf8Bytes(People.Of(People.Ada), Wire.Tolerant));
        if (type is not null) body.Headers.Add("Content-Type", type);
        using var answer = await http.PostAsync("api/login", body);
        Assert.Equal(HttpStatusCode.UnsupportedMediaType, answer.StatusCode);
        Assert.Equal(ErrorCode.Malformed, await Task.FromResult(answer).Code());
    }

    [Fact]
    public async Task A_body_of_more_than_128_KiB_is_not_read()
    {
        await using var server = await TestServer.Start();
        using var http = server.NewHttp();
        using var answer = await http.Post("api/login", new Credentials("Ada", new string('x', Limits.FrameBytes)));
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, answer.StatusCode);
        Assert.Equal(ErrorCode.Malformed, await Task.FromResult(answer).Code());
    }

    [Fact]
    public async Task What_is_not_there_and_what_cannot_be_done_is_answered_with_a_refusal_too()
    {
        await using var server = await TestServer.Start();
        using var http = server.NewHttp();
        Assert.Equal(ErrorCode.NotFound, await http.GetAsync("api/nothing").Code());
        Assert.Equal(ErrorCode.Malformed, await http.GetAsync("api/login").Code());
    }

    private static object Valid(string path) => path switch
    {
        "api/register" => new Credentials(People.Grace, People.Password),
        "api/login" => new Credentials(People.Ada, People.Password, Bearer: true),
        "api/password" => new ChangePassword(People.Password, "乌龙 and a better book"),
        _ => new FinishFile(Exchange.Digest([])),
    };

    private static IEnumerable<(string What, string Json)> Broken(object valid)
    {
        var json = JsonSerializer.Serialize(valid, valid.GetType(), Wire.Tolerant);
        yield return ("nothing", "");
        yield return ("cut off", json[..^1]);
        yield return ("more after it", json + json);
        yield return ("a comma too many", json[..^1] + ",}");
        yield return ("a comment", "/* hello */" + json);
        yield return ("ten thousand levels", new string('[', 10_000));
    }
}
