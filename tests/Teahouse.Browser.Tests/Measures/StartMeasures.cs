using System.Globalization;
using System.Net.Http.Json;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;

namespace Teahouse.Browser.Tests.Measures;

/// <summary>
/// How long the page takes to start, beside the least Blazor page that connects to a hub, in turns; `dotnet dev.cs bench ui` measures it.
/// </summary>
public sealed class StartMeasures(Chromium browsers)
{
    private const int Rounds = 15;
    private const int Messages = 60;

    [Fact, Trait("measure", "start")]
    public async Task The_start_of_the_page_is_measured_beside_an_empty_one()
    {
        await using var house = await House.Open(browsers, "en");
        await using var empty = await EmptyHouse.Open();
        await using (var linus = await (await house.Register(People.Linus)).Open())
        {
            for (var i = 0; i < Messages; i++) await linus.Say($"Message {i}: 下午三点在二楼会议室见。");
        }
        await house.Register(People.Ada);
        var cookie = await Login(house);
        var (cold, warm) = (new Pairs(), new Pairs());
        for (var round = 0; round <= Rounds; round++)
        {
            var (ours, theirs) = (await Visit(house.Url, cookie), await Visit(empty.Url, null));
            // The first round warms the servers up.
            if (round == 0) continue;
            cold.Add(ours.Cold, theirs.Cold);
            warm.Add(ours.Warm, theirs.Warm);
        }
        await Terminal.Print($"""
            | start, medians of {Rounds} | KB | readable ms | downloaded ms | compiled ms | drawn ms | usable ms | × empty |
            | --- | --- | --- | --- | --- | --- | --- | --- |
            {cold.Rows("cold")}
            {warm.Rows("warm")}
            """);
    }

    /// <summary>Ada's session, as her browser would have kept it.</summary>
    private static async Task<Cookie> Login(House house)
    {
        using var http = house.Server.NewHttp();
        var request = new HttpRequestMessage(HttpMethod.Post, "api/login")
        {
            Content = JsonContent.Create(new { name = People.Ada, password = People.Password }),
        };
        request.Headers.Add("Origin", house.Server.Url.GetLeftPart(UriPartial.Authority));
        using var answer = (await http.SendAsync(request)).EnsureSuccessStatusCode();
        var pair = answer.Headers.GetValues("Set-Cookie").Single().Split(';')[0].Split('=', 2);
        return new Cookie { Name = pair[0], Value = pair[1], Url = house.Url.ToString() };
    }

    /// <summary>A browser that was never here: the first start, then the second.</summary>
    private async Task<(PageStart Cold, PageStart Warm)> Visit(Uri url, Cookie? cookie)
    {
        using var profile = new TempFolder();
        await using var context = await browsers.Profile(profile.Path);
        if (cookie is not null)
        {
            await context.AddCookiesAsync([cookie]);
            await context.AddInitScriptAsync("localStorage.setItem('teahouse.session', '{}')");
        }
        return (await PageStart.Of(context, url), await PageStart.Of(context, url));
    }

    private sealed class Pairs
    {
        private readonly List<PageStart> _ours = [];
        private readonly List<PageStart> _empty = [];

        public void Add(PageStart ours, PageStart empty)
        {
            _ours.Add(ours);
            _empty.Add(empty);
        }

        public string Rows(string name)
        {
            var (ours, empty) = (PageStart.Median(_ours), PageStart.Median(_empty));
            return Row($"{name}: Teahouse", ours, ours.Usable / empty.Usable) + "\n" + Row($"{name}: empty page", empty, 1);
        }

        private static string Row(string name, PageStart start, double ratio) => string.Create(CultureInfo.InvariantCulture,
            $"| {name} | {start.Kilobytes:0} | {start.Readable:0} | {start.Downloaded:0} | {start.Compiled:0} | {start.Rendered:0} " +
            $"| {start.Usable:0} | {ratio:0.00} |");
    }
}
