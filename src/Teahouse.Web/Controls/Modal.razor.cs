using Microsoft.AspNetCore.Components;
using Teahouse.Web.Browser;

namespace Teahouse.Web.Controls;

/// <summary>
/// A native dialog, open as long as it is rendered; Esc and <see cref="Close"/> end it, and its owner stops rendering it.
/// </summary>
public sealed partial class Modal
{
    private static int _last;
    private readonly string _id = $"dialog-{++_last}";

    [Parameter, EditorRequired] public required string Title { get; set; }

    /// <summary>The name for tests.</summary>
    [Parameter, EditorRequired] public required string Test { get; set; }

    [Parameter] public string? Class { get; set; }

    /// <summary>Whether a click beside it closes it.</summary>
    [Parameter] public bool LightDismiss { get; set; } = true;

    [Parameter] public RenderFragment? ChildContent { get; set; }

    /// <summary>It was closed, by whatever means.</summary>
    [Parameter] public EventCallback Closed { get; set; }

    public void Close() => WindowJs.CloseDialog(_id);

    protected override void OnAfterRender(bool firstRender)
    {
        if (firstRender) WindowJs.OpenDialog(_id, () => _ = InvokeAsync(() => Closed.InvokeAsync()));
    }
}
