using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;

namespace Teahouse.Web.Messages;

/// <summary>The message box. Its keys and its draft live in composer.js; the text comes here when it is sent.</summary>
public sealed partial class Composer
{
    private readonly string _id = $"composer-{Guid.NewGuid():N}";
    private int _points;
    private bool _tooLong;
    private bool _attached;
    private bool _saysReason;

    [Parameter, EditorRequired] public required Room Room { get; set; }

    /// <summary>A message was sent.</summary>
    [Parameter] public EventCallback Sent { get; set; }

    /// <summary>The list of messages is wanted.</summary>
    [Parameter] public EventCallback Up { get; set; }

    protected override bool IsSettled => true;

    private bool IsPublic => Room.Kind == ConversationKind.Public;

    private string FileHint => IsPublic ? Texts["file.publicReason"] : Texts["file.send"];

    private string Hint => (_tooLong, _points) switch
    {
        (true, > Limits.MessageCodePoints) => Texts.With("message.tooLong", ("max", Limits.MessageCodePoints), ("n", _points)),
        (true, _) => Texts["message.tooBig"],
        _ when _saysReason => "",
        _ => Texts[ComposerJs.EnterSends() ? "message.hintEnter" : "message.hintCtrlEnter"],
    };

    protected override void OnInitialized()
    {
        base.OnInitialized();
        House.Changed += Refresh;
    }

    protected override void OnAfterRender(bool firstRender)
    {
        if (!firstRender) return;
        ComposerJs.Attach(_id, $"{House.Me!.Id}.{Room.Id}", Submit, OnState, () => _ = InvokeAsync(() => Up.InvokeAsync()));
        _attached = true;
        ComposerJs.Focus(_id);
    }

    protected override void OnDispose()
    {
        House.Changed -= Refresh;
        ComposerJs.Detach(_id);
    }

    private bool Submit(string text)
    {
        if (_points == 0 || _tooLong || House.OtherUser is not null) return false;
        _ = Room.SendAsync(text);
        _ = InvokeAsync(() => Sent.InvokeAsync());
        return true;
    }

    private void OnState(int count, bool over)
    {
        // A draft that is put back was written before.
        if (_attached && count > _points) Room.NoteTyping();
        var read = _saysReason && count > 0;
        if (read) _saysReason = false;
        var same = !read && over == _tooLong && (count == _points || (!over && count > 0 && _points > 0));
        (_points, _tooLong) = (count, over);
        if (!same) StateHasChanged();
    }

    private void ChooseFile()
    {
        if (!IsPublic) FilesJs.Choose(null);
        else _saysReason = !_saysReason;
    }

    private void ChooseFolder()
    {
        if (!IsPublic) FilesJs.ChooseFolder();
        else _saysReason = !_saysReason;
    }
}
