using Teahouse.Client;

namespace Teahouse.Web.Connection;

/// <summary>Says that the connection is away, once it has been for two seconds, and when it is tried again.</summary>
public sealed partial class Banner
{
    private static readonly TimeSpan Blip = TimeSpan.FromSeconds(2);
    private string _state = "";
    private TimeSpan? _wait;
    private bool _ticking;
    private bool _back;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        House.Changed += Refresh;
        BeforeRefresh();
    }

    protected override void BeforeRefresh()
    {
        if (House.Client?.Link is not { } link) return;
        var away = link.Status is LinkStatus.Connecting or LinkStatus.Offline;
        var shown = away && Time.GetUtcNow() - link.Since >= Blip;
        if (_state == "offline" && link.IsOnline) _ = SayBackAsync();
        _state = link.Status switch
        {
            LinkStatus.Outdated => "outdated",
            LinkStatus.Connecting when shown => "connecting",
            LinkStatus.Offline when shown => "offline",
            LinkStatus.Online when _back => "back",
            _ => "",
        };
        _wait = shown && link.NextTry - Time.GetUtcNow() is { TotalSeconds: > 0 } left ? left : null;
        if (away && !_ticking) _ = TickAsync();
    }

    protected override void OnDispose() => House.Changed -= Refresh;

    private async Task SayBackAsync()
    {
        _back = true;
        await Task.Delay(Blip, Time);
        _back = false;
        Refresh();
    }

    private async Task TickAsync()
    {
        _ticking = true;
        while (!Disposed && House.Client?.Link.Status is LinkStatus.Connecting or LinkStatus.Offline)
        {
            await Task.Delay(TimeSpan.FromSeconds(0.5), Time);
            Refresh();
        }
        _ticking = false;
    }
}
