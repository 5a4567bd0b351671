using System.Security.Cryptography;
using Teahouse.Protocol;
using Teahouse.Server.Live;

namespace Teahouse.Server.Users;

/// <summary>How sessions begin, hold and end; with a session end its live connections. Everybody sees and ends their own.</summary>
public sealed class SessionRules(SessionStore store, UserStore users, Connections connections, ChatOptions options, TimeProvider time)
{
    private static readonly TimeSpan NoteEvery = TimeSpan.FromMinutes(10);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Life => (long)TimeSpan.FromDays(options.SessionDays).TotalMilliseconds;

    /// <summary>Begins a session of its own for each login.</summary>
    public async Task<Caller> Begin(long userId, string name, Device device)
    {
        var caller = new Caller(userId, name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        await store.Add(caller.SessionId, userId, device, Now, Now + Life);
        return caller;
    }

    /// <summary>Whether a session still holds. Using it keeps it.</summary>
    public async Task<bool> Holds(Caller caller)
    {
        if (store.EndOf(caller.SessionId, caller.Id) is not { } end || end <= Now) return false;
        if (Now + Life - end > NoteEvery.TotalMilliseconds) await Use(caller);
        return true;
    }

    /// <summary>A session is being used, or was until now: it ends later.</summary>
    public Task Use(Caller caller) => store.Use(caller.SessionId, Now, Now + Life);

    /// <summary>The sessions of the caller's account that hold, the one last used first.</summary>
    public OwnSession[] All(Caller caller)
    {
        var live = connections.Of(caller.Id).Select(window => SessionStore.Hash(window.Caller.SessionId)).ToHashSet();
        var own = SessionStore.Hash(caller.SessionId);
        return [.. store.All(caller.Id, Now).Select(row => row with { Online = live.Contains(row.Id), Own = row.Id == own })];
    }

    /// <summary>Ends the caller's session and its connections.</summary>
    public Task End(Caller caller) => TryEnd(caller, SessionStore.Hash(caller.SessionId));

    /// <summary>Ends one of the caller's sessions, and its connections.</summary>
    /// <exception cref="ChatException"><see cref="ErrorCode.NotFound"/>, for others' sessions too.</exception>
    public async Task End(Caller caller, string id)
    {
        if (!await TryEnd(caller, id)) throw new ChatException(ErrorCode.NotFound);
    }

    /// <summary>Ends all of the caller's sessions but the present one.</summary>
    public async Task EndOthers(Caller caller)
    {
        await store.RemoveOthers(caller.Id, caller.SessionId);
        await connections.Close(caller.Id, GoodbyeCode.LoggedOut, live => live.Caller.SessionId != caller.SessionId);
    }

    private async Task<bool> TryEnd(Caller caller, string id)
    {
        if (!await store.Remove(caller.Id, id)) return false;
        await connections.Close(caller.Id, GoodbyeCode.LoggedOut, live => SessionStore.Hash(live.Caller.SessionId) == id);
        return true;
    }

    /// <summary>Ends the connections whose session was ended by another process: an account was disabled, or its password reset.</summary>
    public async Task EndRevoked()
    {
        var revoked = connections.All.Select(live => live.Caller)
            .Distinct().Where(caller => store.EndOf(caller.SessionId, caller.Id) is null);
        await Task.WhenAll(revoked.ToArray().Select(caller =>
        {
            var reason = users.Find(caller.Id)?.DisabledAt is null ? GoodbyeCode.PasswordChanged : GoodbyeCode.AccountDisabled;
            return connections.Close(caller.Id, reason, live => live.Caller.SessionId == caller.SessionId);
        }));
    }
}
