using System.Text.Json;
using Microsoft.AspNetCore.Components;
using Teahouse.Web.Browser;
using Teahouse.Web.Texts;

namespace Teahouse.Web;

/// <summary>Waits until somebody is signed in, then shows the chat.</summary>
public sealed partial class App
{
    [Inject] private NavigationManager Navigation { get; set; } = null!;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        House.Changed += Refresh;
        _ = EnterAsync();
    }

    protected override void OnDispose() => House.Changed -= Refresh;

    private async Task EnterAsync()
    {
        var session = JsonSerializer.Deserialize(await ShellJs.SessionAsync(), WebJson.Default.SessionInfo)!;
        await House.EnterAsync(session);
    }

    private void Reload() => Navigation.Refresh(forceReload: true);
}
