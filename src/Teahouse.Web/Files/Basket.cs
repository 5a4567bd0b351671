using Teahouse.Client;

namespace Teahouse.Web.Files;

/// <summary>Files that wait for an explicit send; each can be taken out before.</summary>
/// <param name="room">The private conversation that they go to.</param>
public sealed class Basket(Room room)
{
    public Room Room => room;

    public List<ChosenFile> Files { get; } = [];

    public long Size => Files.Sum(file => file.Size);
}
