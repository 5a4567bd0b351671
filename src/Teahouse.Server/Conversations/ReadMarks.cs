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
    /// <summary>By user and conversation, the greatest known of those who have a window open.</summary>
    private readonly ConcurrentDictionary<long, ConcurrentDictionary<long, long>> _greatest = [];

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
        var (user, conversation, seq) = (live.Caller.Id, mark.ConversationId, mark.Seq);
        var mine = _greatest.GetOrAdd(user, _ => []);
        // Who listens is a member, and what was told is stored; so a thousand readers need not ask the database each time.
        if (!mine.ContainsKey(conversation) || live.HeadOf(conversation) is not { } head || seq > head)
        {
            var member = _conversations.Find(user, conversation) ?? throw new ChatException(ErrorCode.NotFound);
            seq = Math.Min(seq, member.Head);
            mine.TryAdd(conversation, Math.Max(member.ReadSeq, _changed.GetValueOrDefault((user, conversation))));
        }
        if (!Raise(mine, conversation, seq)) return Task.CompletedTask;
        _changed.AddOrUpdate((user, conversation), seq, (_, old) => Math.Max(old, seq));
        foreach (var other in _connections.Of(user).Where(one => one != live))
        {
            // Looked up when it is written: of two marks that move at once the lower one must not have the last word.
            other.Tell($"read:{conversation}", () => ClientEvents.ReadMoved(new MarkRead(conversation, mine[conversation])));
        }
        _writing.Poke();
        return Task.CompletedTask;
    }

    /// <summary>Forgets what only saves questions to the database, when a user's last window went.</summary>
    public void Forget(long userId) => _greatest.TryRemove(userId, out _);

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

    private static bool Raise(ConcurrentDictionary<long, long> marks, long conversation, long seq)
    {
        while (marks.TryGetValue(conversation, out var known) && seq > known)
        {
            if (marks.TryUpdate(conversation, seq, known)) return true;
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
