using Teahouse.Protocol;

namespace Teahouse.Cli;

/// <summary>Says which transfers were paused, and when they go on.</summary>
/// <param name="desk">Where it is said.</param>
/// <param name="ofMine">Whether it is about what this user sends; else about what they receive.</param>
internal sealed class PauseNotes(Desk desk, bool ofMine)
{
    private readonly HashSet<Guid> _paused = [];

    /// <summary>Says what is new.</summary>
    public void Look()
    {
        foreach (var room in desk.Client.Rooms.Where(room => room.Kind == ConversationKind.Private))
        {
            foreach (var transfer in room.Transfers.Where(transfer => transfer.Mine == ofMine))
            {
                if (transfer.IsPaused && _paused.Add(transfer.FileId))
                    desk.Say(transfer.PausedByMe ? Texts.PausedHere(transfer.Name) : Texts.Paused(transfer.Name, room.Peer?.Name ?? ""));
                if (!transfer.IsPaused && _paused.Remove(transfer.FileId) && !transfer.IsOver) desk.Say(Texts.GoingOn(transfer.Name));
            }
        }
    }
}
