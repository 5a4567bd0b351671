using Microsoft.AspNetCore.Components;
using Teahouse.Web.Browser;
using Teahouse.Web.Conversations;

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
        using var session = await ShellJs.SessionAsync();
        Texts.Follow();
        await House.EnterAsync(new SessionInfo((long)session.GetPropertyAsDouble("id"), session.GetPropertyAsString("name")!));
    }

    private void Reload() => Navigation.Refresh(forceReload: true);
}
