using System.Collections.Concurrent;
using Teahouse.Protocol;
using Teahouse.Server.Live;
using Teahouse.Server.Users;

namespace Teahouse.Server.Conversations;

/// <summary>
/// Read marks: the greatest is kept in memory, told to the user's windows at once and written in one batch a second,
/// so that a thousand readers of a busy room are not a thousand writers.
/// </summary>
public sealed class ReadMarks
{
    private readonly ConcurrentDictionary<(long UserId, long ConversationId), long> _changed = [];
    private readonly ConversationStore _conversations;
    private readonly ReadMarkStore _store;
    private readonly Connections _connections;
    private readonly Coalescer _writing;

    /// <summary>Makes the keeper of marks.</summary>
    public ReadMarks(ConversationStore conversations, ReadMarkStore store, Connections connections, TimeProvider time)
    {
        (_conversations, _store, _connections) = (conversations, store, connections);
        _writing = new Coalescer(TimeSpan.FromSeconds(1), WriteAll, time);
    }

    /// <summary>Moves a mark forward; backwards is passed over, past the head is bounded.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>.</exception>
    public Task Move(Caller caller, MarkRead mark)
    {
        var member = _conversations.Find(caller.Id, mark.ConversationId) ?? throw new ChatException(ErrorCode.NotFound);
        var seq = Math.Min(mark.Seq, member.Head);
        var key = (caller.Id, mark.ConversationId);
        if (seq <= member.ReadSeq || (_changed.TryGetValue(key, out var known) && seq <= known)) return Task.CompletedTask;
        var greatest = _changed.AddOrUpdate(key, seq, (_, old) => Math.Max(old, seq));
        _connections.Tell(caller.Id, $"read:{mark.ConversationId}", ClientEvents.ReadMoved(new MarkRead(mark.ConversationId, greatest)));
        _writing.Poke();
        return Task.CompletedTask;
    }

    /// <summary>Writes a user's marks that are not written yet, so that what is read next counts with them.</summary>
    public Task Flush(long userId) => _changed.Keys.Any(key => key.UserId == userId) ? WriteAll() : Task.CompletedTask;

    /// <summary>Writes all that is not written yet. On a full disk it stays for a later try, and keeps nobody from reading.</summary>
    public async Task WriteAll()
    {
        try
        {
            await Write();
        }
        catch (ChatException e) when (e.Code == ErrorCode.DiskFull)
        {
            _writing.Poke();
        }
    }

    private async Task Write()
    {
        var batch = _changed.ToArray();
        if (batch.Length == 0) return;
        await _store.Write([.. batch.Select(item => (item.Key.UserId, item.Key.ConversationId, item.Value))]);
        // A mark that moved meanwhile differs from what was written, and stays for the next batch.
        foreach (var item in batch) _changed.TryRemove(item);
    }
}
