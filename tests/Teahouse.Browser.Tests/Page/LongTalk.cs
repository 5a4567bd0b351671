using Teahouse.Browser.Tests.Kit;
using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;

namespace Teahouse.Browser.Tests.Page;

/// <summary>Fills the public room without sending each message.</summary>
internal static class LongTalk
{
    private static readonly string[] Said =
    [
        "好的", "茶好了，三楼。", "Good morning! Is the meeting still at ten, or did it move to the afternoon?", "👍🍵",
        "下午两点，三楼会议室。\n议程：\n1. 季度总结\n2. 新的打印机\n3. 春游去哪儿",
        "我把上次的记录也带上，里面有几处需要大家再确认一下，尤其是第二部分的数字。再说一遍，是第二部分，不是第三部分。",
    ];

    /// <summary>Puts messages by several people into the database, one a minute up to now, the way the server itself stores them.</summary>
    /// <param name="house">Whose database.</param>
    /// <param name="messages">How many.</param>
    public static async Task Fill(House house, int messages)
    {
        var authors = new List<Author>();
        foreach (var name in (string[])[People.Grace, People.张三, People.Linus])
            authors.Add(new Author((await house.Register(name)).Id, name));
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        await house.Server.Get<Db>().Write(transaction =>
        {
            for (var i = 1; i <= messages; i++)
            {
                var (by, at) = (authors[i / 3 % authors.Count], now - (messages - i) * 60_000L);
                var text = new TextMessage($"{i} {Said[i % Said.Length]}");
                EventStore.Append(transaction, new EventDraft(Limits.PublicRoom, by, Guid.CreateVersion7(), at, text));
            }
        });
    }
}
