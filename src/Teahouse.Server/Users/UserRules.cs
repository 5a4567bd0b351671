using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Identity;
using Teahouse.Protocol;
using Teahouse.Server.Live;

namespace Teahouse.Server.Users;

/// <summary>Who may have which account, and who is let in.</summary>
public sealed class UserRules(
    UserStore users, SessionRules sessions, PasswordHashing passwords, LoginDelay delay, Connections connections, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, bool> _registering = [];

    /// <summary>Makes an account; logging in is a step of its own.</summary>
    /// <exception cref="ChatException">The rule that name or password breaks, or the name is taken.</exception>
    public async Task<SignedIn> Register(Credentials wanted, CancellationToken stop = default)
    {
        CheckPresent(wanted.Name, wanted.Password);
        var name = UserName.Parse(wanted.Name);
        PasswordRule.Check(wanted.Password, name.Shown);
        // Who comes while the name is being given away need not have a password hashed to learn that it is taken.
        if (!_registering.TryAdd(name.Key, true)) throw new ChatException(ErrorCode.NameTaken);
        try
        {
            if (users.Find(name.Key) is not null) throw new ChatException(ErrorCode.NameTaken);
            var hash = await passwords.Hash(wanted.Password, stop);
            var id = await users.Add(name, hash, time.GetUtcNow().ToUnixTimeMilliseconds());
            return new SignedIn(id, name.Shown);
        }
        finally
        {
            _registering.TryRemove(name.Key, out _);
        }
    }

    /// <summary>Begins a session for who knows the password.</summary>
    /// <exception cref="ChatException">The same for an unknown name as for a wrong password; or delayed, or disabled.</exception>
    public async Task<Caller> Login(Credentials given, Device device, CancellationToken stop = default)
    {
        CheckPresent(given.Name, given.Password);
        var key = UserName.KeyOf(given.Name);
        var account = await Check(key ?? "", key is null ? null : users.Find(key), given.Password, device.Counted, stop);
        if (account.DisabledAt is not null) throw new ChatException(ErrorCode.AccountDisabled);
        return await sessions.Begin(account.Id, account.Name, device);
    }

    /// <summary>Sets a new password. The caller's own session goes on, every other one ends with its windows.</summary>
    public async Task ChangePassword(Caller caller, ChangePassword change, Device device, CancellationToken stop = default)
    {
        CheckPresent(change.Current, change.Next);
        var key = UserName.KeyOf(caller.Name)!;
        await Check(key, users.Find(caller.Id), change.Current, device.Counted, stop);
        PasswordRule.Check(change.Next, caller.Name);
        await users.SetPassword(caller.Id, await passwords.Hash(change.Next, stop), caller.SessionId);
        await connections.Close(caller.Id, GoodbyeCode.PasswordChanged, live => live.Caller.SessionId != caller.SessionId);
    }

    private static void CheckPresent(string first, string second)
    {
        if (first.Length == 0 || second.Length == 0) throw new ChatException(ErrorCode.CredentialsMissing);
    }

    private async Task<Account> Check(string key, Account? account, string password, IPAddress address, CancellationToken stop)
    {
        delay.Charge(key, address);
        var possible = PasswordRule.IsText(password) && password.Length <= 2 * Limits.PasswordMax;
        PasswordVerificationResult result;
        try
        {
            result = await passwords.Verify(possible ? account?.PasswordHash : null, possible ? password : "", stop);
        }
        catch
        {
            // Too busy to look, or gone before it was looked at, is no failure.
            delay.Refund(key, address);
            throw;
        }
        if (result == PasswordVerificationResult.Failed || account is null) throw new ChatException(ErrorCode.WrongCredentials);
        delay.Forgive(key, address);
        if (result == PasswordVerificationResult.SuccessRehashNeeded)
            await users.Rehash(account.Id, await passwords.Hash(password, stop));
        return account;
    }
}
