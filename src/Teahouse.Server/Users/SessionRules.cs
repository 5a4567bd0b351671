using System.Security.Cryptography;
using Teahouse.Protocol;
using Teahouse.Server.Live;

namespace Teahouse.Server.Users;

/// <summary>How sessions begin, hold and end; with a session end its live connections.</summary>
public sealed class SessionRules(SessionStore store, UserStore users, Connections connections, ChatOptions options, TimeProvider time)
{
    private static readonly TimeSpan ExtendEvery = TimeSpan.FromDays(1);

    private long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    private long Life => (long)TimeSpan.FromDays(options.SessionDays).TotalMilliseconds;

    /// <summary>Begins a session of its own for each login.</summary>
    public async Task<Caller> Begin(long userId, string name)
    {
        var caller = new Caller(userId, name, Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(32)));
        await store.Add(caller.SessionId, userId, Now, Now + Life);
        return caller;
    }

    /// <summary>Whether a session still holds. Using it keeps it.</summary>
    public async Task<bool> Holds(Caller caller)
    {
        if (store.EndOf(caller.SessionId, caller.Id) is not { } end || end <= Now) return false;
        if (Now + Life - end > ExtendEvery.TotalMilliseconds) await store.Extend(caller.SessionId, Now + Life);
        return true;
    }

    /// <summary>Ends a session and its connections.</summary>
    public async Task End(Caller caller)
    {
        await store.Remove(caller.SessionId);
        await connections.Close(caller.Id, GoodbyeCode.LoggedOut, live => live.Caller.SessionId == caller.SessionId);
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
