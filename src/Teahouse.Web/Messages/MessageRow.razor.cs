using Microsoft.AspNetCore.Components;
using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;
using Teahouse.Web.Conversations;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Messages;

/// <summary>One message or file card with its author, time and state.</summary>
public sealed partial class MessageRow
{
    private MessageRowData? _shown;
    private int _shownTexts;
    private bool _copied;

    [Inject] private TextBook Texts { get; set; } = null!;

    [Inject] private Wording Wording { get; set; } = null!;

    [Inject] private House House { get; set; } = null!;

    [Inject] private TimeProvider Time { get; set; } = null!;

    [Parameter, EditorRequired] public required Room Room { get; set; }

    [Parameter, EditorRequired] public required MessageRowData Row { get; set; }

    private bool IsFile => Row.Event?.Body is FileOffered;

    private string Author => Row.Event?.Name ?? House.Me!.Name;

    private string Text => Row.Event?.Body is TextMessage message ? message.Text : Row.Item?.Text ?? "";

    private string Label => $"{Author} {Wording.Moment(Row.At)}";

    private string State => Row.Item?.State switch
    {
        null or OutboxState.Sent => "sent",
        OutboxState.Failed => "failed",
        OutboxState.Sending => "sending",
        _ => "waiting",
    };

    private string StateText => Row.Item is { State: OutboxState.Failed, Reason: { } reason }
        ? Texts.With("message.failed", ("reason", Texts.Refusal(reason)))
        : Texts[$"message.{State}"];

    /// <summary>What the server will refuse however often it is sent.</summary>
    private bool IsForGood => Row.Item?.Reason
        is ErrorCode.MessageTooLong or ErrorCode.MessageBlank or ErrorCode.MessageForbiddenCharacter or ErrorCode.ClientIdReused;

    private string CopyText => Texts[_copied ? "message.copied" : "message.copy"];

    protected override void OnInitialized() => (_shown, _shownTexts) = (Row, Texts.Version);

    // A row is drawn again only when it says something else; a card looks after itself.
    protected override bool ShouldRender()
    {
        if (ReferenceEquals(Row, _shown) && _shownTexts == Texts.Version) return false;
        (_shown, _shownTexts) = (Row, Texts.Version);
        return true;
    }

    private async Task EditAsync(OutboxItem failed)
    {
        if (await Room.DiscardAsync(failed)) ComposerJs.TakeBack(failed.Text);
    }

    private async Task CopyAsync()
    {
        _copied = await WindowJs.CopyAsync(Text);
        _shown = null;
        StateHasChanged();
        await Task.Delay(TimeSpan.FromSeconds(1.5), Time);
        _copied = false;
        _shown = null;
        StateHasChanged();
    }
}
