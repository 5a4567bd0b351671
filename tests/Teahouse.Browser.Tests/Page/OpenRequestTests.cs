using System.Net.Sockets;
using Microsoft.Playwright;
using Teahouse.Browser.Tests.Kit;
using Teahouse.Browser.Tests.Rows;

namespace Teahouse.Browser.Tests.Page;

public sealed class OpenRequestTests(Chromium browsers) : RowTests(browsers)
{
    private const int MiB = 1024 * 1024;

    [Fact]
    public async Task A_page_whose_broken_request_is_still_open_at_the_server_sends_its_chunk_only_once_more()
    {
        await using var house = await Open();
        var account = await house.Register(People.Ada);
        var ada = await house.Arrive(People.Ada);
        await ada.Login();
        var linus = await house.Enter(People.Linus);
        await ada.Open(People.Linus);
        await linus.Open(People.Ada);
        var sent = 0;
        ada.Page.Request += (_, request) => Interlocked.Add(ref sent, request.Method == "PUT" ? 1 : 0);
        await ada.Offer(new FilePayload { Name = "a.bin", MimeType = "application/octet-stream", Buffer = new byte[MiB] });
        var id = await ada.Card("a.bin").GetAttributeAsync("data-file");
        var asked = 0;
        TcpClient? open = null;
        await ada.Context.RouteAsync($"**/api/files/{id}", async route =>
        {
            // The turn is taken just before the page looks, as by its own request that broke.
            if (Interlocked.Increment(ref asked) == 1) open = await BeginPut(account, id!);
            await route.ContinueAsync();
        });

        var download = linus.Page.RunAndWaitForDownloadAsync(() => linus.Find("offer-accept").ClickAsync());
        await ada.SeesStatus("a.bin", ada.Text("file.paused"));
        Assert.Equal(0, sent);
        open!.Dispose();

        await download;
        await ada.SeesFile("a.bin", "done");
        Assert.Equal(1, sent);
    }

    /// <summary>Begins to send the first chunk, and waits until the server works at it.</summary>
    private static async Task<TcpClient> BeginPut(TestPerson sender, string id)
    {
        var client = await OpenPut.Begin(sender, Guid.Parse(id), MiB, new byte[32]);
        while (!(await sender.Http.GetStringAsync($"/api/files/{id}")).Contains("\"busy\":true", StringComparison.Ordinal))
            await Task.Delay(20, TestContext.Current.CancellationToken);
        return client;
    }
}
