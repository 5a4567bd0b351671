using Microsoft.AspNetCore.Components;
using Teahouse.Web.Browser;
using Teahouse.Web.Controls;

namespace Teahouse.Web.Files;

/// <summary>Shows dropped, pasted or several chosen files before they are offered; each can be taken out.</summary>
public sealed partial class SendDialog
{
    private readonly Dictionary<string, ElementReference> _takeOut = [];
    private Modal? _modal;
    private ElementReference _send;
    private Basket? _shown;
    private string _picture = "";
    private string? _pictured;

    [Inject] private FileDesk Desk { get; set; } = null!;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Desk.Changed += Refresh;
    }

    protected override void BeforeRefresh()
    {
        _shown = Desk.Preview;
        var only = _shown?.Files is [var file] ? file.Key : null;
        if (only == _pictured) return;
        FilesJs.ReleasePreview(_picture);
        (_pictured, _picture) = (only, only is null ? "" : FilesJs.Preview(only));
    }

    protected override void OnDispose()
    {
        Desk.Changed -= Refresh;
        FilesJs.ReleasePreview(_picture);
    }

    // The button vanishes with its row; who works without a mouse goes on at the next one.
    private async Task TakeOutAsync(ChosenFile file)
    {
        if (_shown is not { } basket) return;
        var at = basket.Files.IndexOf(file);
        var next = basket.Files.ElementAtOrDefault(at + 1) ?? basket.Files.ElementAtOrDefault(at - 1);
        await (next is null || basket.Files.Count <= 2 ? _send : _takeOut[next.Key]).FocusAsync();
        _takeOut.Remove(file.Key);
        Desk.TakeOut(file);
    }

    private async Task SendAsync()
    {
        var sending = Desk.SendPreviewAsync();
        _modal?.Close();
        await sending;
    }
}
