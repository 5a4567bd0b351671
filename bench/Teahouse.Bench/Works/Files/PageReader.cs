using Teahouse.Bench.Works.History;
using Teahouse.Client;
using Teahouse.Protocol;

namespace Teahouse.Bench.Works.Files;

/// <summary>Somebody who looks things up in the public room, ten times a second.</summary>
internal sealed class PageReader(FileSite site)
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(100);

    /// <summary>Reads pages at random places for as long as something else goes on.</summary>
    /// <returns>How many pages came.</returns>
    public async Task<int> ReadDuring(Task other)
    {
        var options = site.Options(site.Server.Guests[0]);
        using var accounts = new AccountClient(options);
        var link = await new HubDial(options, accounts).DialAsync(new SilentWindow(), CancellationToken.None);
        await link.Calls.Hello(new Hello(Wire.Version, Guid.NewGuid()));
        var (head, pages) = (0L, 0);
        using var clock = new PeriodicTimer(Pause);
        for (; !other.IsCompleted; await clock.WaitForNextTickAsync())
        {
            var before = 1 + (long)(Random.Shared.NextDouble() * head) + Limits.PageEvents;
            head = (await link.Calls.ReadBefore(new ReadBefore(Limits.PublicRoom, before, Limits.PageEvents))).Head;
            pages++;
        }
        await link.HangUp();
        return pages;
    }
}
