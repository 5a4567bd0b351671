using Microsoft.AspNetCore.Components;
using Teahouse.Client;

namespace Teahouse.Web.Messages;

/// <summary>A block of rows, drawn again only when one of them changed.</summary>
public sealed partial class Rows
{
    private RowBlock? _shown;
    private int _shownTexts;
    private DateOnly _shownOn;

    [Parameter, EditorRequired] public required Room Room { get; set; }

    [Parameter, EditorRequired] public required RowBlock Block { get; set; }

    protected override void OnInitialized()
    {
        base.OnInitialized();
        NoteShown();
    }

    protected override bool ShouldRender()
    {
        if (Block.Shows(_shown) && _shownTexts == Texts.Version && _shownOn == Wording.Today) return false;
        NoteShown();
        return true;
    }

    private void NoteShown() => (_shown, _shownTexts, _shownOn) = (Block, Texts.Version, Wording.Today);
}
