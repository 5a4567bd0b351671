using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Rows;

public sealed class Row03And04LoginTests(Chromium browsers) : RowTests(browsers)
{
    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_3_registering_keeps_the_fields_and_login_is_the_next_click(string language)
    {
        await using var house = await Open(language);
        var zhang = await house.Arrive(People.张三);

        await zhang.FillIn(People.张三, People.Password);
        await zhang.Find("register-button").ClickAsync();

        await Expect(zhang.Find("login-message")).ToContainTextAsync(zhang.Text("login.registered"));
        await Expect(zhang.Find("login-note")).ToHaveTextAsync(zhang.Text("login.noteAfter"));
        await Expect(zhang.Find("account")).ToHaveValueAsync(People.张三);
        await Expect(zhang.Find("password")).ToHaveValueAsync(People.Password);
        await zhang.Find("login-button").ClickAsync();
        await zhang.IsInside();
        await Expect(zhang.Find("me")).ToHaveTextAsync(People.张三);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_3_what_is_wrong_with_a_registration_is_said(string language)
    {
        await using var house = await Open(language);
        await house.Register(People.Ada);
        var linus = await house.Arrive(People.Linus);

        await Refused(linus, "", "", "error.2001");
        await Refused(linus, "Linus", "", "error.2001");
        await Refused(linus, "ada", People.Password, "error.2002");
        await Refused(linus, "Linus Torvalds", People.Password, "error.2004");
        await Refused(linus, "Linus", "short", "error.2005");
        await Refused(linus, "Linus", "password", "error.2007");
    }

    [Fact]
    public async Task Row_4_after_login_the_public_room_is_open_with_its_earlier_messages()
    {
        await using var house = await Open();
        var grace = await house.Register(People.Grace);
        await using (var window = await grace.Open())
        {
            await window.Say("早上好");
            await window.Say("earlier");
        }
        var (ada, linus) = await Meet(house);

        await Expect(ada.Find("room-title")).ToHaveTextAsync(ada.Text("room.public"));
        await ada.Sees("早上好");
        await linus.Sees("earlier");
        await Expect(ada.Find("public-room")).ToBeVisibleAsync();
        await ada.SeesThatIs(People.Linus, online: true);
        await linus.SeesThatIs(People.Ada, online: true);
        // The room and the people stand on the right of the conversation, the public room first.
        var talk = await ada.Find("talk").BoundingBoxAsync();
        var list = await ada.Find("people").BoundingBoxAsync();
        Assert.True(list!.X >= talk!.X + talk.Width - 1);
        Assert.True((await ada.Find("public-room").BoundingBoxAsync())!.Y < (await ada.Row(People.Linus).BoundingBoxAsync())!.Y);
    }

    [Theory]
    [MemberData(nameof(Languages))]
    public async Task Row_4_a_wrong_name_and_a_wrong_password_get_the_same_answer(string language)
    {
        await using var house = await Open(language);
        await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);

        await ada.FillIn("Nobody", People.Password);
        await ada.Find("login-button").ClickAsync();
        await Expect(ada.Find("login-message")).ToHaveTextAsync(ada.Text("error.2008"));
        await ada.FillIn(People.Ada, "a wrong password");
        await ada.Find("login-button").ClickAsync();
        await Expect(ada.Find("login-message")).ToHaveTextAsync(ada.Text("error.2008"));
        await ada.Login();
    }

    [Fact]
    public async Task The_original_s_words_are_used_to_the_letter()
    {
        await using var house = await Open("zh-CN");
        var ada = await house.Arrive(People.Ada);

        Assert.Equal("请输入账号和密码", ada.Text("error.2001"));
        Assert.Equal("用户名已被占用", ada.Text("error.2002"));
        Assert.Equal("账号或密码错误", ada.Text("error.2008"));
        Assert.Equal("公共聊天室", ada.Text("room.public"));
        Assert.StartsWith("注册成功", ada.Text("login.registered"), StringComparison.Ordinal);
        Assert.Equal("发送文件", ada.Text("file.send"));
        Assert.Equal(("接收", "拒绝"), (ada.Text("file.accept"), ada.Text("file.decline")));
        Assert.StartsWith("等待对方回应", ada.Text("file.waiting"), StringComparison.Ordinal);
        Assert.Equal(("发送成功", "接收成功", "对方拒收"), (ada.Text("file.doneMine"), ada.Text("file.doneTheirs"), ada.Text("file.declinedMine")));
    }

    private static async Task Refused(Guest guest, string account, string password, string error)
    {
        await guest.FillIn(account, password);
        await guest.Find("register-button").ClickAsync();
        await Expect(guest.Find("login-message")).ToContainTextAsync(guest.Text(error).Split('{')[0]);
    }
}
