using System.Collections.Concurrent;
using Microsoft.AspNetCore.SignalR;
using Teahouse.Protocol;
using Teahouse.Server.Live;
using Teahouse.Server.Users;

namespace Teahouse.Server.Presence;

/// <summary>
/// Who is here. A person is online while a window of theirs is connected, and for a short grace after, since a reload is no
/// farewell.
/// </summary>
public sealed class PresenceRules
{
    private const string Key = "presence";

    /// <summary>When many go in one moment it is the network that broke, and they need longer to come back, since all do at once.</summary>
    private static readonly TimeSpan GraceForEachOther = TimeSpan.FromMilliseconds(2);

    private readonly ConcurrentDictionary<long, Person> _online = [];
    private readonly ConcurrentDictionary<long, Person> _changed = [];
    private readonly PersonStore _store;
    private readonly Connections _connections;
    private readonly ChatOptions _options;
    private readonly TimeProvider _time;
    private readonly Coalescer _telling;
    private int _leaving;

    /// <summary>Makes the keeper of who is here.</summary>
    public PresenceRules(PersonStore store, Connections connections, ChatOptions options, TimeProvider time)
    {
        (_store, _connections, _options, _time) = (store, connections, options, time);
        _telling = new Coalescer(TimeSpan.FromMilliseconds(250), Tell, time);
    }

    /// <summary>A window came.</summary>
    public void Arrived(LiveConnection live)
    {
        var id = live.Caller.Id;
        if (!_online.ContainsKey(id) && _store.Find([id]) is [var person])
        {
            person = person with { Online = true, LastSeenAt = null };
            if (_online.TryAdd(id, person)) Changed(person);
        }
        Look(id);
    }

    /// <summary>Nobody sits at a window any more, or somebody does again.</summary>
    public Task SetAway(LiveConnection live, bool away)
    {
        live.Away = away;
        Look(live.Caller.Id);
        return Task.CompletedTask;
    }

    /// <summary>Somebody chose the colour that the others see them in.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.Malformed"/>: there is no such colour.</exception>
    public async Task SetTone(Caller caller, int tone)
    {
        if (tone is < 0 or > Limits.Tones) throw new ChatException(ErrorCode.Malformed);
        await _store.SetTone(caller.Id, tone);
        while (_online.TryGetValue(caller.Id, out var person))
        {
            var changed = person with { Tone = tone };
            if (!_online.TryUpdate(caller.Id, changed, person)) continue;
            Changed(changed);
            return;
        }
    }

    /// <summary>A window went.</summary>
    public async Task Left(LiveConnection live)
    {
        if (_connections.Of(live.Caller.Id).Length > 0)
        {
            Look(live.Caller.Id);
            return;
        }
        Interlocked.Increment(ref _leaving);
        await Task.Delay(_options.LeaveGrace, _time);
        var others = Volatile.Read(ref _leaving) - 1;
        if (others > 0) await Task.Delay(others * GraceForEachOther, _time);
        Interlocked.Decrement(ref _leaving);
        if (_connections.Of(live.Caller.Id).Length > 0 || !_online.TryRemove(live.Caller.Id, out var person)) return;
        // Somebody who came back in this very moment is here.
        if (_connections.Of(live.Caller.Id).Length > 0)
        {
            _online.TryAdd(person.Id, person);
            return;
        }
        var left = person with { Online = false, LastSeenAt = _time.GetUtcNow().ToUnixTimeMilliseconds() };
        Changed(left);
        await _store.NoteLastSeen(left.Id, left.LastSeenAt.Value);
    }

    /// <summary>Everybody who is here, and these others.</summary>
    public Person[] Around(IEnumerable<long> others)
    {
        var offline = others.Where(id => !_online.ContainsKey(id)).ToArray();
        return [.. _online.Values, .. _store.Find(offline)];
    }

    /// <summary>Everybody who has an account that is open, by name.</summary>
    public Person[] Everybody() => [.. _store.All().Select(person => _online.GetValueOrDefault(person.Id, person))];

    /// <summary>Whether there is an account with this id.</summary>
    public bool Exists(long userId) => _online.ContainsKey(userId) || _store.Find([userId]).Length > 0;

    /// <summary>A person is away when nobody sits at any of their windows.</summary>
    private void Look(long userId)
    {
        var away = _connections.Of(userId) is { Length: > 0 } windows && windows.All(window => window.Away);
        if (!_online.TryGetValue(userId, out var person) || person.Away == away) return;
        var changed = person with { Away = away };
        if (_online.TryUpdate(userId, changed, person)) Changed(changed);
    }

    private void Changed(Person person)
    {
        _changed[person.Id] = person;
        _telling.Poke();
    }

    private Task Tell()
    {
        var people = _changed.ToArray();
        foreach (var item in people) _changed.TryRemove(item);
        var change = ClientEvents.Presence(new PresenceUpdate(false, [.. people.Select(item => item.Value)]));
        // Made once, by the first whose turn comes: what has changed since then has a change of its own, which comes later.
        var full = new Lazy<SerializedHubMessage>(() => ClientEvents.Presence(new PresenceUpdate(true, [.. _online.Values])));
        foreach (var connection in _connections.All)
        {
            // Who has not yet been told of the last change gets everybody instead, so that changes need no queue.
            if (connection.IsWaiting(Key)) connection.Tell(Key, () => full.Value);
            else connection.Tell(Key, change);
        }
        return Task.CompletedTask;
    }
}
