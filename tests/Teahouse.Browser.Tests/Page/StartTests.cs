using System.Collections.Concurrent;
using System.Text.RegularExpressions;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using static Microsoft.Playwright.Assertions;

namespace Teahouse.Browser.Tests.Page;

/// <summary>What whoever opens the page gets first; how long a start takes beside an empty page is measured, see StartMeasures.</summary>
public sealed class StartTests(Chromium browsers)
{
    /// <summary>In milliseconds: ten times the half second in which something shall be readable.</summary>
    private const double Most = 5_000;

    /// <summary>Ten times what the least page takes; how the two compare is measured.</summary>
    private const double MostUntilUsable = 25_000;

    private const float Patience = 60_000;

    /// <summary>A file whose name holds its content's fingerprint, and what was said with it.</summary>
    private const string KeptAndPacked = @"\.[0-9a-z]{10}\.(js|wasm): 200, max-age=31536000, immutable, (br|gzip)$";

    private const string FirstPaint = "() => performance.getEntriesByName('first-contentful-paint')[0]?.startTime";

    private const string Login = """
        async login => {
          const headers = { "Content-Type": "application/json" };
          const answer = await fetch("/api/login", { method: "POST", headers, body: JSON.stringify(login) });
          localStorage.setItem("teahouse.session", "{}");
          return answer.ok;
        }
        """;

    [Theory]
    [InlineData(false, "login-form")]
    [InlineData(true, "main")]
    public async Task Who_was_never_here_reads_something_soon_with_and_without_a_session(bool signedIn, string comes)
    {
        await using var house = await House.Open(browsers, "en");
        await house.Register(People.Ada);
        using var profile = new TempFolder();
        await using var context = await browsers.Profile(profile.Path);
        if (signedIn) await SignIn(context, house.Url);
        var page = await context.NewPageAsync();

        await page.GotoAsync(house.Url.ToString());

        var painted = await page.WaitForFunctionAsync(FirstPaint, null, new() { Timeout = Patience });
        Assert.InRange(await painted.JsonValueAsync<double>(), 1, Most);
        await Expect(page.Locator($"[data-test='{comes}']")).ToBeVisibleAsync(new() { Timeout = Patience });
        if (!signedIn) return;
        await Expect(page.Locator("[data-test='empty']")).ToBeVisibleAsync(new() { Timeout = Patience });
        Assert.InRange(await page.EvaluateAsync<double>("performance.now()"), 1, MostUntilUsable);
    }

    [Fact]
    public async Task With_a_session_the_outline_of_the_chat_is_seen_before_any_other_script_has_come()
    {
        await using var house = await House.Open(browsers, "en");
        var ada = await house.Arrive(People.Ada);
        await ada.Page.EvaluateAsync("() => localStorage.setItem('teahouse.session', '{}')");
        await ada.Page.RouteAsync(new Regex("/_framework/|/js/(?!early)"), _ => { });

        await ada.Page.ReloadAsync(new() { WaitUntil = WaitUntilState.Commit });

        await Expect(ada.Find("skeleton")).ToBeVisibleAsync();
        await Expect(ada.Find("skeleton").GetByText(ada.Text("app.loading"))).ToBeVisibleAsync();
        await Expect(ada.Find("login-form")).ToBeHiddenAsync();
    }

    [Fact]
    public async Task Every_script_and_every_part_of_the_runtime_is_packed_and_kept_for_ever_under_a_name_of_its_own()
    {
        await using var house = await House.Open(browsers, "en");
        await using var context = await browsers.First.NewContextAsync();
        var page = await context.NewPageAsync();
        var answers = new ConcurrentQueue<IResponse>();
        page.Response += (_, answer) => answers.Enqueue(answer);

        await page.GotoAsync(house.Url.ToString());
        await Expect(page.Locator("[data-test='loaded']")).ToBeAttachedAsync(new() { Timeout = Patience });

        var said = answers.Where(answer => Regex.IsMatch(answer.Url, "/(_framework|js)/")).Select(Told).ToArray();
        Assert.Contains(said, line => line.StartsWith("/js/timeline.", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith("/_framework/dotnet.native.", StringComparison.Ordinal));
        Assert.Contains(said, line => line.StartsWith("/_framework/Teahouse.Web.", StringComparison.Ordinal));
        Assert.All(said, line => Assert.Matches(KeptAndPacked, line));
    }

    private static string Told(IResponse answer)
    {
        var (kept, packed) = (answer.Headers.GetValueOrDefault("cache-control"), answer.Headers.GetValueOrDefault("content-encoding"));
        return $"{new Uri(answer.Url).AbsolutePath}: {answer.Status}, {kept}, {packed}";
    }

    /// <summary>A session as the browser keeps it, cookie and hint, while none of the page's files has been here.</summary>
    private static async Task SignIn(IBrowserContext context, Uri url)
    {
        var page = await context.NewPageAsync();
        await page.GotoAsync(new Uri(url, "api/health").ToString());
        Assert.True(await page.EvaluateAsync<bool>(Login, new { name = People.Ada, password = People.Password, bearer = false }));
        await page.CloseAsync();
    }
}
