using Microsoft.AspNetCore.Components;
using Teahouse.Protocol;
using Teahouse.Web.Browser;
using Teahouse.Web.Controls;

namespace Teahouse.Web.Files;

/// <summary>
/// Shows files before they are offered: dropped, pasted or several, or one for somebody who is offline. Each can be taken out, and they
/// can be left with the server.
/// </summary>
public sealed partial class SendDialog
{
    private readonly Dictionary<string, ElementReference> _takeOut = [];
    private readonly Dictionary<string, string> _pictures = [];
    private Modal? _modal;
    private ElementReference _send;
    private Basket? _shown;

    [Inject] private FileDesk Desk { get; set; } = null!;

    private Person? Away => _shown?.Room.Peer is { Online: false } peer ? peer : null;

    protected override void OnInitialized()
    {
        base.OnInitialized();
        Desk.Changed += Refresh;
    }

    protected override void BeforeRefresh()
    {
        _shown = Desk.Preview;
        string[] keys = [.. (_shown?.Files ?? []).Select(file => file.Key)];
        foreach (var gone in _pictures.Keys.Except(keys).ToArray()) Release(gone);
        foreach (var key in keys)
        {
            if (_pictures.TryAdd(key, "")) _ = DrawAsync(key);
        }
    }

    protected override void OnDispose()
    {
        Desk.Changed -= Refresh;
        foreach (var key in _pictures.Keys.ToArray()) Release(key);
    }

    private string PictureOf(ChosenFile file) => _pictures.GetValueOrDefault(file.Key, "");

    private async Task DrawAsync(string key)
    {
        var picture = await FilesJs.PreviewAsync(key);
        if (_pictures.ContainsKey(key)) _pictures[key] = picture;
        else FilesJs.ReleasePreview(picture);
        if (picture.Length > 0) Refresh();
    }

    private void Release(string key)
    {
        _pictures.Remove(key, out var picture);
        FilesJs.ReleasePreview(picture!);
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
