using Teahouse.Protocol;

namespace Teahouse.Web.Messages;

/// <summary>What a screen reader hears: arrivals of one second together, history never.</summary>
public sealed partial class Timeline
{
    private static readonly TimeSpan Together = TimeSpan.FromSeconds(1);
    private readonly List<Event> _arrived = [];
    private long _heardSeq;
    private string _announcement = "";

    private void Hear(IReadOnlyList<Event> events)
    {
        var begins = _arrived.Count == 0;
        for (var i = events.Count - 1; i >= 0 && events[i].Seq > _heardSeq; i--)
        {
            if (IsOthers(events[i])) _arrived.Add(events[i]);
        }
        _heardSeq = Room.Timeline.LastSeq;
        if (begins && _arrived.Count > 0) _ = SayAsync();
    }

    private async Task SayAsync()
    {
        await Task.Delay(Together, Time);
        var last = _arrived[0];
        _announcement = _arrived.Count > 1
            ? Texts.With("message.announceMany", ("n", _arrived.Count))
            : Texts.With("message.announce", ("name", last.Name), ("text", TextOf(last.Body)));
        _arrived.Clear();
        if (!Disposed) StateHasChanged();
    }

    private static string TextOf(EventBody body) => body switch
    {
        TextMessage { Text.Length: > 300 } message => message.Text[..300] + "…",
        TextMessage message => message.Text,
        FileOffered offer => offer.FileName,
        _ => "",
    };
}
