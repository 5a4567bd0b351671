namespace Teahouse.Server.Live;

/// <summary>One connection's place in one room: how far it has been told.</summary>
internal sealed class Subscription(Room room, LiveConnection connection, long cursor)
{
    private long _cursor = cursor;

    public Room Room { get; } = room;

    public LiveConnection Connection { get; } = connection;

    /// <summary>Whether it waits in its connection's line; guarded by that connection's lock.</summary>
    public bool InLine { get; set; }

    /// <summary>The next batch to write, or null at the head; guarded by the connection's lock.</summary>
    public Batch? Take()
    {
        var batch = Room.After(_cursor);
        if (batch is not null) _cursor = batch.Last;
        return batch;
    }
}
