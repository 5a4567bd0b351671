using System.Diagnostics;
using Teahouse.Protocol;
using Teahouse.Tests.Kit;
using Teahouse.Tests.Repo;

namespace Teahouse.Tests.Examples;

/// <summary>The example client of docs/examples under Node, with nothing but the public SignalR package, against the real server.</summary>
public sealed class EchoBotTests : IDisposable
{
    private const string Bot = "回声";

    // Beside the package that `dotnet dev.cs test` installs, as a stranger's copy would lie beside theirs.
    private readonly string _script = Path.Combine(Repository.Root, "artifacts", "node", $"echo-bot-{Guid.NewGuid():N}.mjs");

    public EchoBotTests() => File.Copy(Repository.PathOf("docs", "examples", "echo-bot.mjs"), _script);

    [Fact]
    public async Task The_example_answers_every_private_message_exactly_once_even_when_it_was_away()
    {
        await using var server = await TestServer.Start();
        var ada = await server.Enter(People.Ada);
        await using var window = await ada.Open();
        long conversation;

        using (var bot = await StartAsync(server.Url))
        {
            conversation = await PrivateWith(window);
            await window.Say("有人吗？", conversation);
            await Heard(window, conversation, "有人吗？");
            bot.Kill();
        }
        await window.Say("Are you there?", conversation);
        await window.Say("Nobody shall answer this in public.");
        using (var bot = await StartAsync(server.Url))
        {
            await Heard(window, conversation, "Are you there?");
            await window.Say("好", conversation);
            await Heard(window, conversation, "好");
            bot.Kill();
        }

        Assert.Equal(["有人吗？", "Are you there?", "好"], await TextsBy(window, conversation, by => by != ada.Id));
        Assert.Empty(await TextsBy(window, Limits.PublicRoom, by => by != ada.Id));
    }

    [Fact]
    public async Task The_example_answers_more_messages_than_its_rate_allows_at_once()
    {
        await using var server = await TestServer.Start(options => options with { MessageBurst = 5, MessagesPerSecond = 10 });
        var ada = await server.Enter(People.Ada);
        await using var window = await ada.Open();
        using var bot = await StartAsync(server.Url);
        var conversation = await PrivateWith(window);
        var texts = Enumerable.Range(1, 12).Select(n => $"{n}").ToArray();
        foreach (var text in texts)
            await Patiently(() => window.Say(text, conversation));

        await Heard(window, conversation, "12");

        Assert.Equal(texts, await TextsBy(window, conversation, by => by != ada.Id));
        bot.Kill();
    }

    public void Dispose() => File.Delete(_script);

    private async Task<Process> StartAsync(Uri server)
    {
        var start = new ProcessStartInfo("node", [_script, $"{server}", Bot, People.Password]) { RedirectStandardOutput = true };
        var bot = Process.Start(start)!;
        Assert.Equal($"{Bot} listens", await bot.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken));
        return bot;
    }

    private static async Task<long> PrivateWith(TestWindow window)
    {
        var news = await window.Hear<PresenceUpdate>(update => update.People.Any(person => person.Name == Bot));
        var bot = news.People.Single(person => person.Name == Bot);
        return (await window.Call<Conversation>(nameof(IChatServer.OpenConversation), new OpenConversation(bot.Id))).Id;
    }

    private static Task<EventBatch> Heard(TestWindow window, long conversation, string text) => window.Hear<EventBatch>(batch =>
        batch.ConversationId == conversation && batch.Events.Any(e => e.Name == Bot && e.Body == new TextMessage(text)));

    private static async Task<string[]> TextsBy(TestWindow window, long conversation, Func<long, bool> by)
    {
        var page = await window.Call<EventPage>(nameof(IChatServer.ReadAfter), new ReadAfter(conversation, 0, Limits.PageEvents));
        return [.. page.Events.Where(e => by(e.By)).Select(e => ((TextMessage)e.Body).Text)];
    }

    private static async Task Patiently(Func<Task> say)
    {
        while (true)
        {
            try
            {
                await say();
                return;
            }
            catch (ChatException refused) when (refused.Code == ErrorCode.TooFast)
            {
                await Task.Delay(refused.RetryAfter ?? TimeSpan.FromSeconds(1), TestContext.Current.CancellationToken);
            }
        }
    }
}
