using System.Collections.Concurrent;
using Teahouse.Protocol;
using Teahouse.Server.Live;

namespace Teahouse.Server.Conversations;

/// <summary>
/// Read marks: the greatest is kept in memory, told to the user's other windows at once and written in one batch a second,
/// so that a thousand readers of a busy room are not a thousand writers.
/// </summary>
public sealed class ReadMarks
{
    /// <summary>The greatest known of those that moved while this server ran.</summary>
    private readonly ConcurrentDictionary<(long UserId, long ConversationId), long> _greatest = [];

    /// <summary>What is not written yet.</summary>
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
    public Task Move(LiveConnection live, MarkRead mark)
    {
        var key = (live.Caller.Id, mark.ConversationId);
        var seq = mark.Seq;
        // Who listens is a member, and what was told is stored; so a thousand readers need not ask the database each time.
        if (!_greatest.ContainsKey(key) || live.HeadOf(mark.ConversationId) is not { } head || seq > head)
        {
            var member = _conversations.Find(live.Caller.Id, mark.ConversationId) ?? throw new ChatException(ErrorCode.NotFound);
            seq = Math.Min(seq, member.Head);
            _greatest.TryAdd(key, member.ReadSeq);
        }
        if (!Raise(key, seq)) return Task.CompletedTask;
        _changed.AddOrUpdate(key, seq, (_, old) => Math.Max(old, seq));
        var moved = ClientEvents.ReadMoved(new MarkRead(mark.ConversationId, seq));
        foreach (var other in _connections.Of(live.Caller.Id).Where(one => one != live)) other.Tell($"read:{mark.ConversationId}", moved);
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

    private bool Raise((long UserId, long ConversationId) key, long seq)
    {
        while (_greatest.TryGetValue(key, out var known) && seq > known)
        {
            if (_greatest.TryUpdate(key, seq, known)) return true;
        }
        return false;
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
