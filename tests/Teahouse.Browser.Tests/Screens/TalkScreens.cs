using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Screens;

/// <summary>Conversations, empty and full, with and without a connection.</summary>
internal static class TalkScreens
{
    /// <summary>Somebody who has been here and is offline.</summary>
    public const string Away = "王小明";

    private static readonly string[] Said =
    [
        "大家早上好！今天的龙井到了，想喝的来三楼。", "Good morning! Is the meeting still at ten, or did it move to the afternoon?",
        "下午两点，三楼会议室。\n议程：\n1. 季度总结\n2. 新的打印机\n3. 春游去哪儿 🍵", "👍", "http://wiki.teahouse.test/会议/2026-11-24?看=全部#议程",
        "A long word without a space: " + "lorem".PadRight(160, 'm'), "好的，我把上次的记录也带上，里面有几处需要大家再确认一下，尤其是第二部分的数字。",
    ];

    /// <summary>The public room, people, and private conversations.</summary>
    public static async Task Visit(House house, Guest ada, Camera camera)
    {
        var adasId = await ada.Page.EvaluateAsync<long>("async () => (await (await fetch('/api/me')).json()).id");
        await using var grace = await (await house.Register(People.Grace)).Open();
        await using var 张三 = await (await house.Register(People.张三)).Open();
        await using (var away = await (await house.Register(Away)).Open())
            await away.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(adasId));
        await using var longName = await (await house.Register("Wolfeschlegelsteinhausenbergerd")).Open();
        foreach (var (text, i) in Said.Select((text, i) => (text, i)))
        {
            await (i % 3 == 1 ? 张三 : grace).Say(text);
            if (i % 3 == 2) await ada.Say("OK " + text);
        }
        await ada.Sees(Said[^1]);
        await camera.Shoot(ada, "public-full");

        var between = (await 张三.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(adasId))).Id;
        foreach (var text in Said) await 张三.Say(text, between);
        await ada.HasUnread(People.张三, Said.Length);
        await camera.Shoot(ada, "people-unread", arrange: () => ada.Find("back").ClickAsync());
        await ada.Open(People.张三);
        await ada.Sees(Said[0]);
        await camera.Shoot(ada, "private-full");
        await ada.Open(Away);
        await Expect(ada.Find("peer-offline")).ToBeVisibleAsync();
        await camera.Shoot(ada, "private-empty-offline");
    }

    /// <summary>The server is away, a message waits; it comes back, another one is refused.</summary>
    public static async Task LoseTheServer(House house, Guest ada, Camera camera)
    {
        await ada.Open(null);
        await house.Server.Stop();
        await Expect(ada.Find("try-now")).ToBeEnabledAsync();
        await ada.Say("等服务器回来 · when the server is back");
        await Expect(ada.Find("message").Last).ToHaveAttributeAsync("data-state", "waiting");
        await Expect(ada.Find("notice")).ToHaveCountAsync(1);
        await camera.Shoot(ada, "offline-waiting");
        await ada.Find("notice-ok").ClickAsync();
        await ada.Find("logout").ClickAsync();
        await Expect(ada.Find("logout-waiting")).ToBeVisibleAsync();
        await camera.Shoot(ada, "logout-dialog-waiting");
        await ada.Page.Keyboard.PressAsync("Escape");
        await house.Server.StartAgain();
        await ada.IsInside();
        await ada.Find("message-input").EvaluateAsync("box => { box.value = 'x\\u0000y'; box.dispatchEvent(new Event('input')); }");
        await ada.Find("send").ClickAsync();
        await Expect(ada.Find("message-failed")).ToBeVisibleAsync();
        await camera.Shoot(ada, "message-failed");
    }

    /// <summary>The server takes long to answer; then it is of a later version than the window.</summary>
    public static async Task GrowOld(Guest ada, Camera camera)
    {
        IWebSocketRoute? link = null;
        var (silent, old) = (true, false);
        await ada.Page.RouteWebSocketAsync("**/live", socket =>
        {
            link = socket;
            if (silent) return;
            var server = socket.ConnectToServer();
            socket.OnMessage(frame => server.Send(old ? Frames.OfAnOldPage(frame.Text!) : frame.Text!));
        });
        await ada.Page.ReloadAsync();
        await Expect(ada.Find("banner")).ToHaveAttributeAsync("data-state", "connecting");
        await camera.Shoot(ada, "connecting");
        silent = false;
        await ada.Page.ReloadAsync();
        await ada.IsInside();
        await Expect(ada.Find("beginning")).ToHaveTextAsync(ada.Text("message.beginning"));
        old = true;
        await link!.CloseAsync();
        await Expect(ada.Find("reload")).ToBeVisibleAsync();
        await camera.Shoot(ada, "outdated");
    }
}
