using Teahouse.Client;
using Teahouse.Protocol;
using Teahouse.Web.Browser;
using Teahouse.Web.Conversations;
using Teahouse.Web.Texts;

namespace Teahouse.Web.Notices;

/// <summary>Tells of messages that arrive while nobody is looking at their conversation.</summary>
public sealed class Alerts(House house, TextBook texts)
{
    private const int TextLetters = 140;
    private readonly Dictionary<long, long> _noted = [];

    /// <summary>Begins to listen; what was written before somebody came is not news.</summary>
    public void Begin()
    {
        AlertsJs.OnOpen(id =>
        {
            if (house.Client?.Find((long)id) is { } room) house.Open(room);
        });
        house.Changed += Look;
        Look();
    }

    /// <summary>Whether a conversation makes itself heard: a person does, the public room only for who wants that.</summary>
    public bool Hears(Room room) => AlertsJs.Hears(house.Me!.Id, room.Id, room.Kind == ConversationKind.Private);

    /// <summary>Chooses whether a conversation makes itself heard.</summary>
    public void Choose(Room room, bool hears)
    {
        AlertsJs.SetHears(house.Me!.Id, room.Id, hears);
        house.Touch();
    }

    private void Look()
    {
        if (house.Client is not { } client || house.OtherUser is not null) return;
        var first = _noted.Count == 0;
        foreach (var room in client.Rooms)
        {
            // A conversation that was begun with us just now is news from its first message on.
            var noted = _noted.GetValueOrDefault(room.Id, first ? room.Timeline.LastSeq : 0);
            _noted[room.Id] = room.Timeline.LastSeq;
            if (NewsAfter(Math.Max(noted, room.ReadSeq), room.Timeline) is { } news && news.By != house.Me!.Id && Hears(room))
                Tell(room, news);
        }
    }

    /// <summary>The last message after a seq; looked for from the end, for the timeline may be long.</summary>
    private static Event? NewsAfter(long seq, Timeline timeline)
    {
        var events = timeline.Events;
        for (var i = events.Count - 1; i >= 0 && events[i].Seq > seq; i--)
        {
            if (events[i].Body.IsMessage) return events[i];
        }
        return null;
    }

    private void Tell(Room room, Event news)
    {
        var text = news.Body switch
        {
            TextMessage message => message.Text,
            FileOffered offer => $"{texts["file.offerTitle"]}: {offer.FileName}",
            _ => "",
        };
        var title = room.Kind == ConversationKind.Private ? news.Name : $"{news.Name} · {texts["room.public"]}";
        var brief = text.Length > TextLetters ? $"{text.AsSpan(0, TextLetters)}…" : text;
        AlertsJs.Tell(house.Me!.Id, room.Id, news.Seq, room == house.Room, title, brief);
    }
}
