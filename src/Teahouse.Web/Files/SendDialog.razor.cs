using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Web.Browser;
using Teahouse.Web.Controls;

namespace Teahouse.Web.Files;

/// <summary>Shows dropped or pasted files before they are offered.</summary>
public sealed partial class SendDialog
{
    private Modal? _modal;
    private (Room Room, ChosenFile[] Files)? _shown;
    private string _picture = "";

    [Inject] private FileDesk Desk { get; set; } = null!;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Desk.Changed += Refresh;
    }

    protected override void BeforeRefresh()
    {
        if (_shown?.Files == Desk.Preview?.Files) return;
        FilesJs.ReleasePreview(_picture);
        _shown = Desk.Preview;
        _picture = _shown?.Files is [var only] ? FilesJs.Preview(only.Key) : "";
    }

    protected override void OnDispose()
    {
        Desk.Changed -= Refresh;
        FilesJs.ReleasePreview(_picture);
    }

    private async Task SendAsync()
    {
        var sending = Desk.SendPreviewAsync();
        _modal?.Close();
        await sending;
    }
}
