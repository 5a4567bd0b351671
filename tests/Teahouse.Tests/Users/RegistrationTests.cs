using Teahouse.Protocol;
using Teahouse.Tests.Kit;

namespace Teahouse.Tests.Users;

public sealed class RegistrationTests
{
    [Fact]
    public async Task Two_hundred_at_once_want_one_name_and_exactly_one_gets_it()
    {
        await using var server = await TestServer.Start(options => options with { HashIterations = 20_000 });
        using var http = server.NewHttp();
        var answers = await Task.WhenAll(Enumerable.Range(0, 200).Select(i =>
            http.Post("api/register", People.Of(i % 2 == 0 ? "Grace" : "ｇｒａｃｅ")).Code()));
        Assert.Single(answers, code => code is null);
        Assert.Equal(199, answers.Count(code => code == ErrorCode.NameTaken));
    }

    [Fact]
    public async Task A_taken_name_stays_its_owners()
    {
        await using var server = await TestServer.Start();
        await server.Enter(People.Ada);
        using var http = server.NewHttp();
        Assert.Equal(ErrorCode.NameTaken, await http.Post("api/register", new Credentials("aDA", "another password")).Code());
        await server.Enter(People.Ada);
    }

    [Theory]
    [InlineData("", "long enough", ErrorCode.CredentialsMissing)]
    [InlineData("Ada", "", ErrorCode.CredentialsMissing)]
    [InlineData("Ada L", "long enough", ErrorCode.NameForbiddenCharacter)]
    [InlineData("a2345678901234567890123456789012x", "long enough", ErrorCode.NameTooLong)]
    [InlineData("Ada", "1234567", ErrorCode.PasswordTooShort)]
    [InlineData("Ada", "𠮷𠮷𠮷𠮷𠮷𠮷𠮷", ErrorCode.PasswordTooShort)]
    [InlineData("Ada", "password", ErrorCode.PasswordTooCommon)]
    [InlineData("Ada", "QWERTYUIOP", ErrorCode.PasswordTooCommon)]
    [InlineData("Ada", "5201314woaini", null)]
    [InlineData("Ada.Lovelace", "ada.lovelace", ErrorCode.PasswordTooCommon)]
    [InlineData("张三", "我喜欢喝龙井茶呀", null)]
    public async Task Each_rule_is_named_when_it_is_broken(string name, string password, ErrorCode? code)
    {
        await using var server = await TestServer.Start();
        using var http = server.NewHttp();
        Assert.Equal(code, await http.Post("api/register", new Credentials(name, password)).Code());
        if (code is not null) Assert.NotNull(await http.Post("api/login", new Credentials(name, password)).Code());
    }

    [Fact]
    public async Task A_password_has_at_most_256_characters()
    {
        await using var server = await TestServer.Start();
        using var http = server.NewHttp();
        Assert.Equal(ErrorCode.PasswordTooLong, await http.Post("api/register", new Credentials("Ada", new string('é', 257))).Code());
        Assert.Null(await http.Post("api/register", new Credentials("Ada", new string('é', 256))).Code());
        // The same letters, composed another way by another keyboard.
        Assert.Null(await http.Post("api/login", new Credentials("Ada", string.Concat(Enumerable.Repeat("e\u0301", 256)))).Code());
    }

    [Fact]
    public async Task The_plain_form_works_before_any_script()
    {
        await using var server = await TestServer.Start();
        using var browser = server.NewBrowser();
        var form = new FormUrlEncodedContent([new("name", People.张三), new("password", People.Password)]);
        var refused = await browser.PostAsync("api/login", form);
        Assert.Equal((303, "/?refused=2008"), ((int)refused.StatusCode, refused.Headers.Location!.ToString()));

        var registered = await browser.PostAsync("api/register", form);
        Assert.Equal((303, "/"), ((int)registered.StatusCode, registered.Headers.Location!.ToString()));
        Assert.Equal(People.张三, (await browser.GetAsync("api/me").Read<SignedIn>()).Name);

        var entered = await browser.PostAsync("api/login", form);
        Assert.Equal((303, "/"), ((int)entered.StatusCode, entered.Headers.Location!.ToString()));
    }
}
