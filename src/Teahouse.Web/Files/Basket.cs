using Teahouse.Client;

namespace Teahouse.Web.Files;

/// <summary>Files that wait for an explicit send; each can be taken out before.</summary>
/// <param name="room">The private conversation that they go to.</param>
public sealed class Basket(Room room)
{
    public Room Room => room;

    public List<ChosenFile> Files { get; } = [];

    /// <summary>Whether they are left with the server, so that they arrive without this window.</summary>
    public bool Leave { get; set; }

    public long Size => Files.Sum(file => file.Size);
}
