using Teahouse.Protocol;

namespace Teahouse.Client;

/// <summary>Brings what the server tells to the part that it concerns.</summary>
internal sealed class Inbox(Session session, RoomList rooms, PersonList people, HeadCheck heads, Action changed)
{
    private string? _epoch;

    public void Welcome(Welcome welcome)
    {
        var otherEpoch = _epoch is not null && _epoch != welcome.Epoch;
        _epoch = welcome.Epoch;
        lock (session.Gate)
        {
            session.Me = welcome.Me;
            session.Welcomes++;
        }
        people.Welcome(welcome);
        rooms.Welcome(welcome.Conversations, otherEpoch);
        heads.Restart();
        if (session.Away) session.TellAway();
    }

    public void Events(EventBatch batch)
    {
        if (rooms.Find(batch.ConversationId) is { } room) room.Take(batch.Events);
        else heads.Ask();
        foreach (var e in batch.Events) people.Meet(e);
        heads.Moved();
    }

    public void Heads(HeadList list)
    {
        foreach (var head in list.Items)
        {
            if (rooms.Find(head.ConversationId) is { } room) room.TakeHead(head.Seq);
            else heads.Ask();
        }
    }

    public void Heartbeat(Heartbeat heartbeat) => heads.Compare(heartbeat.HeadSum);

    public void ReadMoved(MarkRead mark)
    {
        // Before the first welcome, too: its state may have been read before the mark moved.
        if (rooms.Find(mark.ConversationId) is { } room) room.TakeMark(mark.Seq);
        else heads.Ask();
    }

    public void Presence(PresenceUpdate update)
    {
        people.Update(update);
        changed();
    }

    public void Typing(TypingNow typing) => rooms.Find(typing.ConversationId)?.TakeTyping(typing.People);

    public void ConversationAdded(Conversation conversation)
    {
        rooms.Ensure(conversation);
        changed();
    }

    public void Progress(TransferProgress progress) => rooms.Find(progress.ConversationId)?.TakeProgress(progress);
}
