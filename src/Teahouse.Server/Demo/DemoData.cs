using Teahouse.Protocol;
using Teahouse.Server.Conversations;
using Teahouse.Server.Storage;
using Teahouse.Server.Users;

namespace Teahouse.Server.Demo;

/// <summary>A few people and conversations to look at and to develop with.</summary>
internal sealed class DemoData(UserRules users, ConversationStore conversations, ReadMarkStore marks, Db db, TimeProvider time)
{
    /// <summary>Everybody's password.</summary>
    public const string Password = "a pot of tea";

    /// <summary>Whose accounts are made.</summary>
    public static readonly string[] People = ["Ada", "Linus", "Grace", "张三", "李雷"];

    private readonly Dictionary<string, Author> _people = [];

    /// <summary>Fills an empty database; one that has these people is left as it is.</summary>
    public async Task Fill()
    {
        foreach (var name in People)
        {
            try
            {
                _people[name] = new Author((await users.Register(new Credentials(name, Password))).Id, name);
            }
            catch (ChatException taken) when (taken.Code == ErrorCode.NameTaken)
            {
                return;
            }
        }
        await TalkInPublic();
        await TalkInPrivate();
    }

    private async Task TalkInPublic()
    {
        var yesterday = TimeSpan.FromHours(27);
        await Say(Limits.PublicRoom, "Ada", yesterday, "大家好！Teahouse is open. 茶水自便 🍵");
        await Say(Limits.PublicRoom, "Linus", yesterday - Minutes(2), "Finally something that runs without the internet.");
        await Say(Limits.PublicRoom, "张三", yesterday - Minutes(3), "终于不用拿 U 盘跑来跑去了");
        await Say(Limits.PublicRoom, "张三", yesterday - Minutes(4), "文件直接发就行");
        await Say(Limits.PublicRoom, "Grace", yesterday - Minutes(9), "The manual says one port: 8080. That is all I had to open.");
        await Say(Limits.PublicRoom, "李雷", Minutes(75), "早！今天的午饭在二楼，12 点。");
        await Say(Limits.PublicRoom, "Ada", Minutes(74), "收到，谢谢！");
        await Say(Limits.PublicRoom, "Linus", Minutes(52), "Build 214 is green.\nRelease notes: http://build.example/214");
        await Say(Limits.PublicRoom, "Grace", Minutes(50), "Found the moth. It was in the relay again.");
        await Say(Limits.PublicRoom, "张三", Minutes(6), "会议室投影仪谁在用？");
        await Read("Ada", Limits.PublicRoom, 9);
    }

    private async Task TalkInPrivate()
    {
        var withLinus = await Pair("Ada", "Linus");
        await Say(withLinus, "Linus", Minutes(40), "Can you send me the drawings of the second floor?");
        await Say(withLinus, "Ada", Minutes(38), "Sure, as soon as I am back at my desk.");
        await Read("Ada", withLinus, 2);
        await Read("Linus", withLinus, 2);
        var withZhang = await Pair("Ada", "张三");
        await Say(withZhang, "张三", Minutes(12), "报告写好了，我发给你？");
        await Say(withZhang, "张三", Minutes(11), "大概 300 MB，有视频");
    }

    private async Task<long> Pair(string one, string other) =>
        (await conversations.OpenPair(_people[one].Id, _people[other].Id, time.GetUtcNow().ToUnixTimeMilliseconds()))
            .Member.ConversationId;

    private async Task Say(long conversationId, string by, TimeSpan ago, string text)
    {
        var at = (time.GetUtcNow() - ago).ToUnixTimeMilliseconds();
        var draft = new EventDraft(conversationId, _people[by], Guid.CreateVersion7(), at, new TextMessage(text));
        await db.Write(transaction => EventStore.Append(transaction, draft));
    }

    private Task Read(string name, long conversationId, long seq) => marks.Write([(_people[name].Id, conversationId, seq)]);

    private static TimeSpan Minutes(int count) => TimeSpan.FromMinutes(count);
}
